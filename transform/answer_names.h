/*
 * Names of people in the reasons of answers, which stand on lists and in what is shown of answers.
 *
 * answer_names() fills temp.answer_named (identity) with those of the answers whose reason holds,
 * written as it is written there and with or without the s of the genitive,
 *   - a word of the name of the child that the finding is about, of three letters or more, or
 *   - first and second, or first and last, word of the name of any child, or of any person or
 *     parent in the CPR extract.
 * Other names stay: a colleague may be named, and "Hans" or "Bo" alone is no known person. Needs
 * temp.answer_known (identity, finding) of tonight's findings. Each name is read once.
 */
#ifndef ANSWER_NAMES_H
#define ANSWER_NAMES_H
#include "transform/answer.h"

int answer_names(struct ctx *c, const struct answer *rows, size_t n, struct err *e) MUST_CHECK;
#endif
