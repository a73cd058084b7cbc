/* Segments of six customers, from C.
 *
 *   swift build -c release --product segueclustering
 *   cc -I bindings/c examples/c/segments.c -L .build/release -lsegueclustering \
 *     -Wl,-rpath,"$PWD/.build/release" -o segments && ./segments
 */
#include "segueclustering.h"

#include <stdio.h>

static int fail(char *failure) {
  fprintf(stderr, "%s\n", failure);
  segue_text_free(failure);
  return 1;
}

int main(void) {
  const double values[] = {1.0, 1.1, 0.9, 1.0, 1.1, 0.9, 5.0, 5.2, 5.1, 4.9, 4.8, 5.0};
  char *failure = NULL;
  void *rows = segue_rows(values, 6, 2, NULL, 2, &failure);
  if (!rows) return fail(failure);

  void *settings = segue_settings();
  segue_set_number(settings, "k", 2);
  void *model = segue_fit("kmeans", rows, settings, 2, &failure);
  if (!model) return fail(failure);

  void *fields = segue_model_fields(model);
  int64_t count, columns;
  const int64_t *labels = segue_integers(fields, "labels", &count, &columns);
  for (int64_t row = 0; row < count; row++) printf("%lld ", (long long)labels[row]);

  const double fresh[] = {4.0, 4.0};
  void *found = segue_assign(model, fresh, 1, 2, 1, &failure);
  if (!found) return fail(failure);
  printf("| %lld\n", (long long)segue_integers(found, "labels", NULL, NULL)[0]);

  /* A misspelt setting is told, not ignored. */
  segue_set_number(settings, "restart", 3);
  if (!segue_fit("kmeans", rows, settings, 2, &failure)) puts(failure);
  segue_text_free(failure);

  segue_release(found);
  segue_release(fields);
  segue_release(model);
  segue_release(settings);
  segue_release(rows);
  return 0;
}
