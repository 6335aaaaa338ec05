/*
 * Spells of placements, built from events (part "spells" of step.h).
 *
 * The step leaves a view temp.spell_event: placement_id, citizen_id, event_code, does
 * ('start', 'change', 'end', 'decision' or 'plan'), at (day), rank, event_id, place_type, basis,
 * facility_id, place_municipality. spells_build() walks it placement by placement in
 * the order of (at, rank, event_id) and fills fact_placement_spell. What opens and
 * ends a spell stands in transform/facts/170_fact_placement_spell.sql.
 */
#ifndef SPELL_H
#define SPELL_H
#include "common/ctx.h"

int spells_build(struct ctx *c, struct arena *a, struct err *e) MUST_CHECK;
#endif
