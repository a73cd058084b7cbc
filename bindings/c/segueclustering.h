/* The clustering engine of Segue for C and languages that can call C.
 *
 * Link with -lsegueclustering: swift build -c release --product segueclustering
 *
 *   char *failure = NULL;
 *   void *rows = segue_rows(values, 1000, 3, NULL, 2, &failure);
 *   void *settings = segue_settings();
 *   segue_set_number(settings, "k", 4);
 *   void *model = rows ? segue_fit("kmeans", rows, settings, 2, &failure) : NULL;
 *   if (!model) { fprintf(stderr, "%s\n", failure); segue_text_free(failure); }
 *
 * Results depend only on the set of rows, their weights, the settings and the seed; threads and the
 * order of rows do not change a bit of them. Matrices are dense and row-major. Labels below 0 are
 * noise. A function that can fail returns NULL and writes the reason, one sentence, to *failure;
 * `failure` may be NULL. Handles may be used from several threads at a time, except settings while they
 * are being set. */
#ifndef SEGUECLUSTERING_H
#define SEGUECLUSTERING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 1; it changes if a function or its meaning changes. */
int32_t segue_interface_version(void);

/* Releases a handle that any function below returned as void *. NULL is ignored. */
void segue_release(void *handle);
/* Frees the text of a failure. */
void segue_text_free(char *failure);

/* Settings by name. Settings that are not set have their defaults, and an unknown name fails the call
 * that uses the settings. Values are copied. */
void *segue_settings(void);
void segue_set_number(void *settings, const char *name, double value);
void segue_set_text(void *settings, const char *name, const char *value);
void segue_set_numbers(void *settings, const char *name, const double *values, int64_t count);
void segue_set_integers(void *settings, const char *name, const int64_t *values, int64_t count);

/* Rows prepared for any number of calls. The values, rows x columns, are copied; weights, one per
 * row and each at least 0, may be NULL for 1 each. Weight n equals n copies of a row, weight 0 none. */
void *segue_rows(const double *values, int64_t rows, int64_t columns, const double *weights,
                 int32_t threads, char **failure);

/* The number of distinct rows with a weight above 0, the maximum number of segments. */
int64_t segue_rows_distinct(void *rows);

/* Fits a model; `settings` may be NULL. Algorithms, their settings (= default), and their fields:
 *
 *   kmeans        k, start [k x d] (drawn), restarts = 10, seed = 1, max_iterations = 300,
 *                 tolerance = 1e-4, polish = "swaps" | "transfers" | "none"
 *                 labels, centroids, sizes, weights, inertia, iterations, converged,
 *                 restart_inertias, restart_agreement
 *   bisecting     k, and those of kmeans except start
 *                 labels, centroids, sizes, weights, inertia
 *   trimmed       k, share = 0.05, starts = 20, seed = 1, max_iterations = 100
 *                 labels, centroids, sizes, weights, noise_weight, radius, inertia, iterations,
 *                 converged; rows beyond the radius have the label -1
 *   fuzzy         k, fuzziness = 2, starts = 5, seed = 1, max_iterations = 500, tolerance = 1e-12
 *                 labels, memberships [n x k], centroids, sizes, weights, objective,
 *                 partition_coefficient, xie_beni, iterations, converged
 *   kprototypes   k, categorical (none: the columns, from 0, that hold a number per category), gamma
 *                 (Huang's rule), restarts = 5, seed = 1, max_iterations = 100
 *                 labels, prototypes, gamma, cost
 *   kmedians      k, restarts = 10, seed = 1, max_iterations = 300
 *                 labels, medians, sizes, weights, total_distance, iterations, converged
 *   kmedoids      k, dissimilarity = "euclidean" | "manhattan", restarts = 3, seed = 1,
 *                 sample_rows (all), samples = 5
 *                 labels, medoids, medoid_rows, sizes, total_distance
 *   hierarchical  linkage = "ward" | "single" | "complete" | "average" | "weighted" | "centroid" |
 *                 "median", k = 2 or height, memory_limit
 *                 labels, centroids, sizes, weights, children [merges x 2], heights, merge_sizes,
 *                 leaves; merges are those of scipy's linkage matrix
 *   dbscan        radius, minimum_weight = 5
 *                 labels, core, centroids, sizes, weights, noise_weight
 *   optics        minimum_weight = 5, maximum_radius (infinite), xi = 0.05 or radius
 *                 labels, centroids, sizes, weights, and by position in the ordering: order,
 *                 reachability, core_distances, predecessors
 *   hdbscan       minimum_segment_weight = 5, minimum_neighbour_weight (the same, the row itself
 *                 included), selection = "excess_of_mass" | "leaves"
 *                 labels, strengths, stabilities, centroids, sizes, weights, noise_weight
 *   mixture       k, family = "VVV" and the thirteen others of mclust, starts = 4 or means [k x d],
 *                 seed = 1, max_iterations = 500, tolerance = 1e-6, noise_share = 0,
 *                 relative_regularization = 1e-6 or regularization
 *                 labels, posteriors, shares, noise_share, means, covariances [k x d d],
 *                 log_likelihood, total_weight, bic, aic, icl, parameters, iterations, converged,
 *                 degenerate
 */
void *segue_fit(const char *algorithm, void *rows, void *settings, int32_t threads,
                char **failure);

/* The fields of a model. */
void *segue_model_fields(void *model);

/* The segments of new rows: labels, and depending on the algorithm distances, second_distances,
 * confidences, memberships, strengths, posteriors, log_densities, responsibilities. The rows of the fit get
 * their labels in the model. */
void *segue_assign(void *model, const double *values, int64_t rows, int64_t columns,
                   int32_t threads, char **failure);

/* A model that only assigns rows to the nearest of given centroids [k x d]. */
void *segue_centroids(const double *values, int64_t k, int64_t columns, char **failure);

/* k-means for several k, sharing the work. Settings: candidates, and those of kmeans except k
 * and start. Fields: k, inertia, iterations, labels [candidates x rows]. */
void *segue_sweep(void *rows, void *settings, int32_t threads, char **failure);

/* A validity index of labels, one per row: silhouette, davies_bouldin, calinski_harabasz, xie_beni,
 * dunn, simplified_silhouette, within, between. Field: value; for both silhouettes also rows, NaN for
 * noise, and segments. */
void *segue_index(const char *index, void *rows, const int64_t *labels, int64_t count,
                  int32_t threads, char **failure);

/* How well two clusterings agree: adjusted_rand, adjusted_mutual_information,
 * normalized_mutual_information, homogeneity, completeness, v_measure, fowlkes_mallows. */
void *segue_agreement(const int64_t *first, const int64_t *second, int64_t count, char **failure);

/* The gap statistic. Settings: candidates, references = 50, reference_seed = 1,
 * box = "principal" | "columns", and those of kmeans except k and start, with restarts = 3 and polish =
 * "transfers". Fields: k, log_within, expected_log_within, gap, standard_error, and the choice of
 * each rule: firstmax, globalmax, Tibs2001SEmax, firstSEmax, globalSEmax. */
void *segue_gap(void *rows, void *settings, int32_t threads, char **failure);

/* How well each segment is found again by k-means on perturbed rows. Settings: k, replicates = 100,
 * perturbation = "bootstrap" | "subsets" | "noise", share, and those of kmeans. Fields: labels,
 * mean_jaccard, recovered_share, dissolved_share, mean_adjusted_rand, least_adjusted_rand. */
void *segue_stability(void *rows, const int64_t *labels, int64_t count, void *settings,
                      int32_t threads, char **failure);

/* A field, rows x columns; a vector has one column. The address is valid until the handle of the
 * fields is released. NULL if there is no field of this name and kind. */
const double *segue_numbers(void *fields, const char *name, int64_t *rows, int64_t *columns);
const int64_t *segue_integers(void *fields, const char *name, int64_t *rows, int64_t *columns);

#ifdef __cplusplus
}
#endif

#endif
