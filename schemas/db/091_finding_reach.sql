-- text: whom a finding reaches, by when, and what was answered

ALTER TABLE finding ADD COLUMN due_day INTEGER;      -- the last day to mend it, where the rule tells one
ALTER TABLE finding ADD COLUMN caseworker_id TEXT;   -- of the case, else of the child's open case
ALTER TABLE finding ADD COLUMN team_id TEXT;
ALTER TABLE finding ADD COLUMN answer INTEGER;       -- the answer that lowered its consequence
