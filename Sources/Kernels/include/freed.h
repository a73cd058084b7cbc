#ifndef SEGUE_FREED_H
#define SEGUE_FREED_H

/// Hands memory that was freed and that the allocator keeps back to the system, where there is a way.
void segue_give_back_freed(void);

#endif
