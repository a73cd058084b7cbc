#ifndef SEGUE_CLIBEDIT_H
#define SEGUE_CLIBEDIT_H
#endif
