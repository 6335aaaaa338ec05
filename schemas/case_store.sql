-- The reference case store (fagsystemets database), SQLite form.
--
-- The pipeline only reads it, through extract/profiles/dubu/*.sql. Ids and codes are TEXT. Days are
-- TEXT 'YYYY-MM-DD', times TEXT 'YYYY-MM-DDTHH:MM:SS' in Danish local time, money INTEGER in øre,
-- yes and no INTEGER 1 and 0. A period's last day belongs to it; an empty last day is still running.
-- Each row says when it was changed, and when it was deleted: rows are marked, never removed.
--
-- Only keys are enforced: a case system of many years holds fields that are missing and references
-- that lead nowhere, and finding those is the pipeline's work. Codes are those of schemas/codelists.
--
-- Tables first, indexes last, so that a bulk load can make the indexes when the rows are in.

-- Borger: barnet, den unge eller det ufødte barn
-- (A person with a case or a notification; may be unborn)
CREATE TABLE citizen (
	citizen_id TEXT NOT NULL, -- borgerens id i fagsystemet
	pnr        TEXT,          -- personnummer (kan mangle)
	foreign_no TEXT,          -- udenlandsk nummer, når der ikke er et personnummer (kan mangle)
	birth_date TEXT,          -- fødselsdag, når den ikke følger af personnummeret (kan mangle)
	due_date   TEXT,          -- terminsdato for et ufødt barn (kan mangle)
	sex        TEXT,          -- køn [sex] (kan mangle)
	unborn     INTEGER,       -- ufødt barn
	mother_pnr TEXT,          -- moderens personnummer (kan mangle)
	name       TEXT,          -- navn (kan mangle)
	protected  INTEGER,       -- navne- og adressebeskyttelse
	changed_at TEXT,          -- ændret i fagsystemet
	deleted_at TEXT,          -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (citizen_id)
) STRICT, WITHOUT ROWID;

-- Relation: barnets forældre og værger
-- (Parents and guardians of a citizen)
CREATE TABLE relation (
	citizen_id TEXT NOT NULL REFERENCES citizen, -- barnet
	adult_pnr  TEXT NOT NULL,                    -- den voksnes personnummer
	kind       TEXT NOT NULL,                    -- mor, far eller værge [relation_kind]
	valid_from TEXT,                             -- gælder fra (kan mangle)
	valid_to   TEXT,                             -- gælder til og med (kan mangle)
	changed_at TEXT,                             -- ændret i fagsystemet
	deleted_at TEXT                              -- slettet i fagsystemet (kan mangle)
) STRICT;

-- Team: afdeling eller gruppe af sagsbehandlere
-- (A team of caseworkers)
CREATE TABLE team (
	team_id    TEXT NOT NULL, -- teamets id
	name       TEXT,          -- teamets navn
	changed_at TEXT,          -- ændret i fagsystemet
	deleted_at TEXT,          -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (team_id)
) STRICT, WITHOUT ROWID;

-- Sagsbehandler
-- (A caseworker)
CREATE TABLE caseworker (
	caseworker_id TEXT NOT NULL,        -- sagsbehandlerens id
	name          TEXT,                 -- navn
	initials      TEXT,                 -- initialer
	email         TEXT,                 -- e-post
	team_id       TEXT REFERENCES team, -- team
	changed_at    TEXT,                 -- ændret i fagsystemet
	deleted_at    TEXT,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (caseworker_id)
) STRICT, WITHOUT ROWID;

-- Sag: ét barns sag
-- (One child's case)
CREATE TABLE case_file (
	case_id                TEXT NOT NULL,              -- sagens id
	citizen_id             TEXT REFERENCES citizen,    -- barnet
	opened_on              TEXT,                       -- åbnet den
	closed_on              TEXT,                       -- lukket den (kan mangle)
	close_reason           TEXT,                       -- lukkeårsag [close_reason] (kan mangle)
	target_group           TEXT,                       -- målgruppe [target_group]
	kle                    TEXT,                       -- KLE-emne (kan mangle)
	acting_municipality    TEXT,                       -- handlekommune [kommune]
	residence_municipality TEXT,                       -- opholdskommune [kommune]
	paying_municipality    TEXT,                       -- betalingskommune [kommune]
	caseworker_id          TEXT REFERENCES caseworker, -- ansvarlig sagsbehandler
	team_id                TEXT REFERENCES team,       -- ansvarligt team
	changed_at             TEXT,                       -- ændret i fagsystemet
	deleted_at             TEXT,                       -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (case_id)
) STRICT, WITHOUT ROWID;

-- Kommuneskift: en af sagens tre kommuneroller skifter
-- (A change of one of the three municipality roles of a case)
CREATE TABLE municipality_change (
	case_id    TEXT NOT NULL REFERENCES case_file, -- sagen
	role       TEXT NOT NULL,                      -- rolle [role]
	from_code  TEXT,                               -- fra kommune [kommune]
	to_code    TEXT,                               -- til kommune [kommune]
	changed_on TEXT NOT NULL,                      -- skiftet den
	changed_at TEXT,                               -- ændret i fagsystemet
	deleted_at TEXT,                               -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (case_id, role, changed_on)
) STRICT, WITHOUT ROWID;

-- Underretning om ét barn
-- (A notification of concern about one child)
CREATE TABLE notification (
	notification_id    TEXT NOT NULL,              -- underretningens id
	citizen_id         TEXT REFERENCES citizen,    -- barnet
	case_id            TEXT REFERENCES case_file,  -- sagen, hvis der er en (kan mangle)
	received_at        TEXT,                       -- modtaget
	notifier_code      TEXT,                       -- underretter [underretter]
	anonymous          INTEGER,                    -- anonym underretter
	professional       INTEGER,                    -- fagperson
	assessed_at        TEXT,                       -- akutvurdering foretaget (kan mangle)
	assessor_id        TEXT REFERENCES caseworker, -- vurderet af (kan mangle)
	second_assessor_id TEXT REFERENCES caseworker, -- genvurderet af (kan mangle)
	acute              INTEGER,                    -- akut behov (kan mangle)
	acknowledged_on    TEXT,                       -- bekræftelse sendt (kan mangle)
	outcome            TEXT,                       -- hvad underretningen førte til [outcome] (kan mangle)
	closed_on          TEXT,                       -- behandling afsluttet (kan mangle)
	child_talk_on      TEXT,                       -- børnesamtale holdt (kan mangle)
	child_talk_omitted TEXT,                       -- hvorfor der ikke er holdt børnesamtale [talk_omitted] (kan mangle)
	changed_at         TEXT,                       -- ændret i fagsystemet
	deleted_at         TEXT,                       -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (notification_id)
) STRICT, WITHOUT ROWID;

-- Årsag til underretning; der kan være flere
-- (A reason of a notification; there may be several)
CREATE TABLE notification_reason (
	notification_id TEXT NOT NULL REFERENCES notification, -- underretningen
	reason_code     TEXT NOT NULL,                         -- årsag [aarsag_underretning]
	changed_at      TEXT,                                  -- ændret i fagsystemet
	deleted_at      TEXT,                                  -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (notification_id, reason_code)
) STRICT, WITHOUT ROWID;

-- Undersøgelse: screening, afdækning eller børnefaglig undersøgelse
-- (A screening, an assessment or a child-welfare examination)
CREATE TABLE examination (
	examination_id     TEXT NOT NULL,             -- undersøgelsens id
	case_id            TEXT REFERENCES case_file, -- sagen
	kind               TEXT,                      -- art [examination_kind]
	aware_on           TEXT,                      -- kommunen blev opmærksom på behovet
	started_on         TEXT,                      -- påbegyndt
	provisional_on     TEXT,                      -- foreløbig vurdering (kan mangle)
	concluded_on       TEXT,                      -- afsluttet (kan mangle)
	conclusion         TEXT,                      -- konklusion [conclusion] (kan mangle)
	child_talk_on      TEXT,                      -- børnesamtale holdt (kan mangle)
	child_talk_omitted TEXT,                      -- hvorfor der ikke er holdt børnesamtale [talk_omitted] (kan mangle)
	changed_at         TEXT,                      -- ændret i fagsystemet
	deleted_at         TEXT,                      -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (examination_id)
) STRICT, WITHOUT ROWID;

-- Forhold, som undersøgelsen har belyst (ICS-trekanten)
-- (An area of the ICS triangle that an examination covers)
CREATE TABLE examination_domain (
	examination_id TEXT NOT NULL REFERENCES examination, -- undersøgelsen
	ics_domain     TEXT NOT NULL,                        -- forhold [ics_domain]
	changed_at     TEXT,                                 -- ændret i fagsystemet
	deleted_at     TEXT,                                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (examination_id, ics_domain)
) STRICT, WITHOUT ROWID;

-- Plan: barnets plan, ungeplan eller handleplan
-- (A plan for the child or the young person)
CREATE TABLE plan (
	plan_id                TEXT NOT NULL,             -- planens id
	case_id                TEXT REFERENCES case_file, -- sagen
	kind                   TEXT,                      -- art [plan_kind]
	decision_id            TEXT REFERENCES decision,  -- afgørelsen, planen hører til (kan mangle)
	needed                 INTEGER,                   -- vurderet nødvendig (kan mangle)
	written_on             TEXT,                      -- udarbejdet (kan mangle)
	followup_interval_days INTEGER,                   -- dage mellem opfølgninger (kan mangle)
	changed_at             TEXT,                      -- ændret i fagsystemet
	deleted_at             TEXT,                      -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (plan_id)
) STRICT, WITHOUT ROWID;

-- Mål i en plan
-- (A goal of a plan)
CREATE TABLE plan_goal (
	goal_id     TEXT NOT NULL,        -- målets id
	plan_id     TEXT REFERENCES plan, -- planen
	ics_domain  TEXT,                 -- forhold [ics_domain]
	set_on      TEXT,                 -- sat den
	assessed_on TEXT,                 -- vurderet den (kan mangle)
	status      TEXT,                 -- opfyldt, delvist eller ikke [goal_status] (kan mangle)
	changed_at  TEXT,                 -- ændret i fagsystemet
	deleted_at  TEXT,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (goal_id)
) STRICT, WITHOUT ROWID;

-- Afgørelse
-- (A decision with its legal basis)
CREATE TABLE decision (
	decision_id    TEXT NOT NULL,             -- afgørelsens id
	case_id        TEXT REFERENCES case_file, -- sagen
	kind           TEXT,                      -- art [decision_kind]
	basis_code     TEXT,                      -- lovgrundlag: anbringelsesgrundlag, ellers ydelsens kode [grundlag+pgf+handicapindsats]
	consent_code   TEXT,                      -- samtykke [consent] (kan mangle)
	decided_on     TEXT,                      -- afgjort den
	effect_on      TEXT,                      -- virkning fra (kan mangle)
	appealed_on    TEXT,                      -- påklaget den (kan mangle)
	appeal_outcome TEXT,                      -- klagens udfald [appeal_outcome] (kan mangle)
	suspended      INTEGER,                   -- klagen har opsættende virkning
	executed       INTEGER,                   -- iværksat
	changed_at     TEXT,                      -- ændret i fagsystemet
	deleted_at     TEXT,                      -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (decision_id)
) STRICT, WITHOUT ROWID;

-- Anbringelseshændelse
-- (An event of a placement)
CREATE TABLE placement_event (
	event_id           TEXT NOT NULL,             -- hændelsens id
	placement_id       TEXT,                      -- anbringelsens id; hændelser med samme id er ét forløb
	case_id            TEXT REFERENCES case_file, -- sagen
	event_code         TEXT,                      -- hændelse [haendelse]
	decision_id        TEXT REFERENCES decision,  -- afgørelsen (kan mangle)
	decided_on         TEXT,                      -- afgjort den (kan mangle)
	effect_on          TEXT,                      -- iværksat den (kan mangle)
	basis_code         TEXT,                      -- anbringelsesgrundlag [grundlag] (kan mangle)
	place_type         TEXT,                      -- anbringelsessted, type [ansted] (kan mangle)
	facility_id        TEXT,                      -- tilbuddets id på Tilbudsportalen (kan mangle)
	place_municipality TEXT,                      -- anbringelsesstedets kommune [kommune] (kan mangle)
	change_reason      TEXT,                      -- årsag til skift af sted [change_reason] (kan mangle)
	end_reason         TEXT,                      -- årsag til ophør [end_reason] (kan mangle)
	moved_to           TEXT,                      -- udskrevet til [ophoer_udsted+ophoer_efthjem] (kan mangle)
	changed_at         TEXT,                      -- ændret i fagsystemet
	deleted_at         TEXT,                      -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (event_id)
) STRICT, WITHOUT ROWID;

-- Udslagsgivende årsag til anbringelse; der kan være flere
-- (A triggering reason of a placement decision; there may be several)
CREATE TABLE placement_reason (
	event_id    TEXT NOT NULL REFERENCES placement_event, -- hændelsen (afgørelsen)
	reason_code TEXT NOT NULL,                            -- årsag [udslag]
	changed_at  TEXT,                                     -- ændret i fagsystemet
	deleted_at  TEXT,                                     -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (event_id, reason_code)
) STRICT, WITHOUT ROWID;

-- Indsats: støttende eller handicapkompenserende
-- (A support measure or a disability measure)
CREATE TABLE measure (
	measure_id        TEXT NOT NULL,              -- indsatsens id
	case_id           TEXT REFERENCES case_file,  -- sagen
	decision_id       TEXT REFERENCES decision,   -- afgørelsen (kan mangle)
	kind              TEXT,                       -- støttende eller handicapkompenserende [measure_kind]
	code              TEXT,                       -- ydelseskode [pgf+handicapindsats]
	started_on        TEXT,                       -- startet den
	ended_on          TEXT,                       -- sluttet den (kan mangle)
	family_directed   INTEGER,                    -- familierettet
	provider_cvr      TEXT,                       -- leverandørens CVR-nummer (kan mangle)
	facility_id       TEXT,                       -- tilbuddets id på Tilbudsportalen (kan mangle)
	caseworker_id     TEXT REFERENCES caseworker, -- sagsbehandler (kan mangle)
	origin_measure_id TEXT REFERENCES measure,    -- indsatsen, denne fortsætter (kan mangle)
	changed_at        TEXT,                       -- ændret i fagsystemet
	deleted_at        TEXT,                       -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (measure_id)
) STRICT, WITHOUT ROWID;

-- Bevilling eller disponering
-- (A granted or expected price of a measure or placement)
CREATE TABLE appropriation (
	appropriation_id TEXT NOT NULL,           -- bevillingens id
	measure_id       TEXT REFERENCES measure, -- indsatsen (kan mangle)
	placement_id     TEXT,                    -- anbringelsen (kan mangle)
	granted_on       TEXT,                    -- bevilget den
	status           TEXT,                    -- forventet eller bevilget [appropriation_status]
	unit             TEXT,                    -- enhed [unit]
	unit_price_ore   INTEGER,                 -- pris pr. enhed i øre
	quantity         INTEGER,                 -- antal enheder pr. måned, uge eller dag; hele enheder
	valid_from       TEXT,                    -- gælder fra
	valid_to         TEXT,                    -- gælder til og med (kan mangle)
	account          TEXT,                    -- kontostreng
	changed_at       TEXT,                    -- ændret i fagsystemet
	deleted_at       TEXT,                    -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (appropriation_id)
) STRICT, WITHOUT ROWID;

-- Opfølgning på en indsats eller anbringelse
-- (A follow-up of a measure or placement)
CREATE TABLE followup (
	followup_id  TEXT NOT NULL,             -- opfølgningens id
	case_id      TEXT REFERENCES case_file, -- sagen
	measure_id   TEXT REFERENCES measure,   -- indsatsen (kan mangle)
	placement_id TEXT,                      -- anbringelsen (kan mangle)
	held_on      TEXT,                      -- holdt den (kan mangle)
	next_due_on  TEXT,                      -- næste senest (kan mangle)
	changed_at   TEXT,                      -- ændret i fagsystemet
	deleted_at   TEXT,                      -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (followup_id)
) STRICT, WITHOUT ROWID;

-- Tilsynsbesøg
-- (A supervision visit to a placed child)
CREATE TABLE visit (
	visit_id     TEXT NOT NULL, -- besøgets id
	placement_id TEXT,          -- anbringelsen
	visited_on   TEXT,          -- besøgt den
	child_talk   INTEGER,       -- talt med barnet
	changed_at   TEXT,          -- ændret i fagsystemet
	deleted_at   TEXT,          -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (visit_id)
) STRICT, WITHOUT ROWID;

-- Indexes
CREATE INDEX citizen_changed ON citizen (changed_at);
CREATE UNIQUE INDEX relation_key ON relation (citizen_id, adult_pnr, kind, valid_from);
CREATE INDEX relation_changed ON relation (changed_at);
CREATE INDEX team_changed ON team (changed_at);
CREATE INDEX caseworker_changed ON caseworker (changed_at);
CREATE INDEX case_file_changed ON case_file (changed_at);
CREATE INDEX case_file_citizen ON case_file (citizen_id);
CREATE INDEX municipality_change_changed ON municipality_change (changed_at);
CREATE INDEX notification_changed ON notification (changed_at);
CREATE INDEX notification_citizen ON notification (citizen_id);
CREATE INDEX notification_case ON notification (case_id);
CREATE INDEX notification_reason_changed ON notification_reason (changed_at);
CREATE INDEX examination_changed ON examination (changed_at);
CREATE INDEX examination_case ON examination (case_id);
CREATE INDEX examination_domain_changed ON examination_domain (changed_at);
CREATE INDEX plan_changed ON plan (changed_at);
CREATE INDEX plan_case ON plan (case_id);
CREATE INDEX plan_goal_changed ON plan_goal (changed_at);
CREATE INDEX plan_goal_plan ON plan_goal (plan_id);
CREATE INDEX decision_changed ON decision (changed_at);
CREATE INDEX decision_case ON decision (case_id);
CREATE INDEX placement_event_changed ON placement_event (changed_at);
CREATE INDEX placement_event_placement ON placement_event (placement_id);
CREATE INDEX placement_event_case ON placement_event (case_id);
CREATE INDEX placement_reason_changed ON placement_reason (changed_at);
CREATE INDEX measure_changed ON measure (changed_at);
CREATE INDEX measure_case ON measure (case_id);
CREATE INDEX appropriation_changed ON appropriation (changed_at);
CREATE INDEX appropriation_measure ON appropriation (measure_id);
CREATE INDEX appropriation_placement ON appropriation (placement_id);
CREATE INDEX followup_changed ON followup (changed_at);
CREATE INDEX followup_case ON followup (case_id);
CREATE INDEX followup_measure ON followup (measure_id);
CREATE INDEX followup_placement ON followup (placement_id);
CREATE INDEX visit_changed ON visit (changed_at);
CREATE INDEX visit_placement ON visit (placement_id);
