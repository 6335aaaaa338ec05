-- The reference case store (fagsystemets database), PostgreSQL form.
--
-- The same tables, columns and indexes as schemas/case_store.sql, in the types of PostgreSQL: days are
-- date, times timestamp in Danish local time, money bigint in øre, yes and no boolean. The profile
-- extract/profiles/dubu/*.sql reads both. Each row says when it was changed, and when it was deleted:
-- rows are marked, never removed.
--
-- Keys are compared by bytes (COLLATE "C"), so that they are read in order from their index. References
-- are not enforced: a case system of many years holds some that lead nowhere, and finding those is
-- the pipeline's work. The role that the pipeline uses needs no more than this:
--
--     CREATE ROLE indberet LOGIN; GRANT USAGE ON SCHEMA public TO indberet;
--     GRANT SELECT ON ALL TABLES IN SCHEMA public TO indberet;
--
-- Tables first, indexes last, so that a bulk load can make the indexes when the rows are in.

-- Borger: barnet, den unge eller det ufødte barn
-- (A person with a case or a notification; may be unborn)
CREATE TABLE citizen (
	citizen_id text COLLATE "C" NOT NULL, -- borgerens id i fagsystemet
	pnr        text,                      -- personnummer (kan mangle)
	foreign_no text,                      -- udenlandsk nummer, når der ikke er et personnummer (kan mangle)
	birth_date date,                      -- fødselsdag, når den ikke følger af personnummeret (kan mangle)
	due_date   date,                      -- terminsdato for et ufødt barn (kan mangle)
	sex        text,                      -- køn [sex] (kan mangle)
	unborn     boolean,                   -- ufødt barn
	mother_pnr text,                      -- moderens personnummer (kan mangle)
	name       text,                      -- navn (kan mangle)
	protected  boolean,                   -- navne- og adressebeskyttelse
	changed_at timestamp,                 -- ændret i fagsystemet
	deleted_at timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (citizen_id)
);

-- Relation: barnets forældre og værger
-- (Parents and guardians of a citizen)
CREATE TABLE relation (
	citizen_id text COLLATE "C" NOT NULL, -- barnet
	adult_pnr  text COLLATE "C" NOT NULL, -- den voksnes personnummer
	kind       text COLLATE "C" NOT NULL, -- mor, far eller værge [relation_kind]
	valid_from date,                      -- gælder fra (kan mangle)
	valid_to   date,                      -- gælder til og med (kan mangle)
	changed_at timestamp,                 -- ændret i fagsystemet
	deleted_at timestamp                  -- slettet i fagsystemet (kan mangle)
);

-- Team: afdeling eller gruppe af sagsbehandlere
-- (A team of caseworkers)
CREATE TABLE team (
	team_id    text COLLATE "C" NOT NULL, -- teamets id
	name       text,                      -- teamets navn
	changed_at timestamp,                 -- ændret i fagsystemet
	deleted_at timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (team_id)
);

-- Sagsbehandler
-- (A caseworker)
CREATE TABLE caseworker (
	caseworker_id text COLLATE "C" NOT NULL, -- sagsbehandlerens id
	name          text,                      -- navn
	initials      text,                      -- initialer
	email         text,                      -- e-post
	team_id       text,                      -- team
	changed_at    timestamp,                 -- ændret i fagsystemet
	deleted_at    timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (caseworker_id)
);

-- Sag: ét barns sag
-- (One child's case)
CREATE TABLE case_file (
	case_id                text COLLATE "C" NOT NULL, -- sagens id
	citizen_id             text,                      -- barnet
	opened_on              date,                      -- åbnet den
	closed_on              date,                      -- lukket den (kan mangle)
	close_reason           text,                      -- lukkeårsag [close_reason] (kan mangle)
	target_group           text,                      -- målgruppe [target_group]
	kle                    text,                      -- KLE-emne (kan mangle)
	acting_municipality    text,                      -- handlekommune [kommune]
	residence_municipality text,                      -- opholdskommune [kommune]
	paying_municipality    text,                      -- betalingskommune [kommune]
	caseworker_id          text,                      -- ansvarlig sagsbehandler
	team_id                text,                      -- ansvarligt team
	changed_at             timestamp,                 -- ændret i fagsystemet
	deleted_at             timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (case_id)
);

-- Kommuneskift: en af sagens tre kommuneroller skifter
-- (A change of one of the three municipality roles of a case)
CREATE TABLE municipality_change (
	case_id    text COLLATE "C" NOT NULL, -- sagen
	role       text COLLATE "C" NOT NULL, -- rolle [role]
	from_code  text,                      -- fra kommune [kommune]
	to_code    text,                      -- til kommune [kommune]
	changed_on date NOT NULL,             -- skiftet den
	changed_at timestamp,                 -- ændret i fagsystemet
	deleted_at timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (case_id, role, changed_on)
);

-- Underretning om ét barn
-- (A notification of concern about one child)
CREATE TABLE notification (
	notification_id    text COLLATE "C" NOT NULL, -- underretningens id
	citizen_id         text,                      -- barnet
	case_id            text,                      -- sagen, hvis der er en (kan mangle)
	received_at        timestamp,                 -- modtaget
	notifier_code      text,                      -- underretter [underretter]
	anonymous          boolean,                   -- anonym underretter
	professional       boolean,                   -- fagperson
	assessed_at        timestamp,                 -- akutvurdering foretaget (kan mangle)
	assessor_id        text,                      -- vurderet af (kan mangle)
	second_assessor_id text,                      -- genvurderet af (kan mangle)
	acute              boolean,                   -- akut behov (kan mangle)
	acknowledged_on    date,                      -- bekræftelse sendt (kan mangle)
	outcome            text,                      -- hvad underretningen førte til [outcome] (kan mangle)
	closed_on          date,                      -- behandling afsluttet (kan mangle)
	child_talk_on      date,                      -- børnesamtale holdt (kan mangle)
	child_talk_omitted text,                      -- hvorfor der ikke er holdt børnesamtale [talk_omitted] (kan mangle)
	changed_at         timestamp,                 -- ændret i fagsystemet
	deleted_at         timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (notification_id)
);

-- Årsag til underretning; der kan være flere
-- (A reason of a notification; there may be several)
CREATE TABLE notification_reason (
	notification_id text COLLATE "C" NOT NULL, -- underretningen
	reason_code     text COLLATE "C" NOT NULL, -- årsag [aarsag_underretning]
	changed_at      timestamp,                 -- ændret i fagsystemet
	deleted_at      timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (notification_id, reason_code)
);

-- Undersøgelse: screening, afdækning eller børnefaglig undersøgelse
-- (A screening, an assessment or a child-welfare examination)
CREATE TABLE examination (
	examination_id     text COLLATE "C" NOT NULL, -- undersøgelsens id
	case_id            text,                      -- sagen
	kind               text,                      -- art [examination_kind]
	aware_on           date,                      -- kommunen blev opmærksom på behovet
	started_on         date,                      -- påbegyndt
	provisional_on     date,                      -- foreløbig vurdering (kan mangle)
	concluded_on       date,                      -- afsluttet (kan mangle)
	conclusion         text,                      -- konklusion [conclusion] (kan mangle)
	child_talk_on      date,                      -- børnesamtale holdt (kan mangle)
	child_talk_omitted text,                      -- hvorfor der ikke er holdt børnesamtale [talk_omitted] (kan mangle)
	changed_at         timestamp,                 -- ændret i fagsystemet
	deleted_at         timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (examination_id)
);

-- Forhold, som undersøgelsen har belyst (ICS-trekanten)
-- (An area of the ICS triangle that an examination covers)
CREATE TABLE examination_domain (
	examination_id text COLLATE "C" NOT NULL, -- undersøgelsen
	ics_domain     text COLLATE "C" NOT NULL, -- forhold [ics_domain]
	changed_at     timestamp,                 -- ændret i fagsystemet
	deleted_at     timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (examination_id, ics_domain)
);

-- Plan: barnets plan, ungeplan eller handleplan
-- (A plan for the child or the young person)
CREATE TABLE plan (
	plan_id                text COLLATE "C" NOT NULL, -- planens id
	case_id                text,                      -- sagen
	kind                   text,                      -- art [plan_kind]
	decision_id            text,                      -- afgørelsen, planen hører til (kan mangle)
	needed                 boolean,                   -- vurderet nødvendig (kan mangle)
	written_on             date,                      -- udarbejdet (kan mangle)
	followup_interval_days bigint,                    -- dage mellem opfølgninger (kan mangle)
	changed_at             timestamp,                 -- ændret i fagsystemet
	deleted_at             timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (plan_id)
);

-- Mål i en plan
-- (A goal of a plan)
CREATE TABLE plan_goal (
	goal_id     text COLLATE "C" NOT NULL, -- målets id
	plan_id     text,                      -- planen
	ics_domain  text,                      -- forhold [ics_domain]
	set_on      date,                      -- sat den
	assessed_on date,                      -- vurderet den (kan mangle)
	status      text,                      -- opfyldt, delvist eller ikke [goal_status] (kan mangle)
	changed_at  timestamp,                 -- ændret i fagsystemet
	deleted_at  timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (goal_id)
);

-- Afgørelse
-- (A decision with its legal basis)
CREATE TABLE decision (
	decision_id    text COLLATE "C" NOT NULL, -- afgørelsens id
	case_id        text,                      -- sagen
	kind           text,                      -- art [decision_kind]
	basis_code     text,                      -- lovgrundlag: anbringelsesgrundlag, ellers ydelsens kode [grundlag+pgf+handicapindsats]
	consent_code   text,                      -- samtykke [consent] (kan mangle)
	decided_on     date,                      -- afgjort den
	effect_on      date,                      -- virkning fra (kan mangle)
	appealed_on    date,                      -- påklaget den (kan mangle)
	appeal_outcome text,                      -- klagens udfald [appeal_outcome] (kan mangle)
	suspended      boolean,                   -- klagen har opsættende virkning
	executed       boolean,                   -- iværksat
	changed_at     timestamp,                 -- ændret i fagsystemet
	deleted_at     timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (decision_id)
);

-- Anbringelseshændelse
-- (An event of a placement)
CREATE TABLE placement_event (
	event_id           text COLLATE "C" NOT NULL, -- hændelsens id
	placement_id       text,                      -- anbringelsens id; hændelser med samme id er ét forløb
	case_id            text,                      -- sagen
	event_code         text,                      -- hændelse [haendelse]
	decision_id        text,                      -- afgørelsen (kan mangle)
	decided_on         date,                      -- afgjort den (kan mangle)
	effect_on          date,                      -- iværksat den (kan mangle)
	basis_code         text,                      -- anbringelsesgrundlag [grundlag] (kan mangle)
	place_type         text,                      -- anbringelsessted, type [ansted] (kan mangle)
	facility_id        text,                      -- tilbuddets id på Tilbudsportalen (kan mangle)
	place_municipality text,                      -- anbringelsesstedets kommune [kommune] (kan mangle)
	change_reason      text,                      -- årsag til skift af sted [change_reason] (kan mangle)
	end_reason         text,                      -- årsag til ophør [end_reason] (kan mangle)
	moved_to           text,                      -- udskrevet til [ophoer_udsted+ophoer_efthjem] (kan mangle)
	changed_at         timestamp,                 -- ændret i fagsystemet
	deleted_at         timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (event_id)
);

-- Udslagsgivende årsag til anbringelse; der kan være flere
-- (A triggering reason of a placement decision; there may be several)
CREATE TABLE placement_reason (
	event_id    text COLLATE "C" NOT NULL, -- hændelsen (afgørelsen)
	reason_code text COLLATE "C" NOT NULL, -- årsag [udslag]
	changed_at  timestamp,                 -- ændret i fagsystemet
	deleted_at  timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (event_id, reason_code)
);

-- Indsats: støttende eller handicapkompenserende
-- (A support measure or a disability measure)
CREATE TABLE measure (
	measure_id        text COLLATE "C" NOT NULL, -- indsatsens id
	case_id           text,                      -- sagen
	decision_id       text,                      -- afgørelsen (kan mangle)
	kind              text,                      -- støttende eller handicapkompenserende [measure_kind]
	code              text,                      -- ydelseskode [pgf+handicapindsats]
	started_on        date,                      -- startet den
	ended_on          date,                      -- sluttet den (kan mangle)
	family_directed   boolean,                   -- familierettet
	provider_cvr      text,                      -- leverandørens CVR-nummer (kan mangle)
	facility_id       text,                      -- tilbuddets id på Tilbudsportalen (kan mangle)
	caseworker_id     text,                      -- sagsbehandler (kan mangle)
	origin_measure_id text,                      -- indsatsen, denne fortsætter (kan mangle)
	changed_at        timestamp,                 -- ændret i fagsystemet
	deleted_at        timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (measure_id)
);

-- Bevilling eller disponering
-- (A granted or expected price of a measure or placement)
CREATE TABLE appropriation (
	appropriation_id text COLLATE "C" NOT NULL, -- bevillingens id
	measure_id       text,                      -- indsatsen (kan mangle)
	placement_id     text,                      -- anbringelsen (kan mangle)
	granted_on       date,                      -- bevilget den
	status           text,                      -- forventet eller bevilget [appropriation_status]
	unit             text,                      -- enhed [unit]
	unit_price_ore   bigint,                    -- pris pr. enhed i øre
	quantity         bigint,                    -- antal enheder pr. måned, uge eller dag; hele enheder
	valid_from       date,                      -- gælder fra
	valid_to         date,                      -- gælder til og med (kan mangle)
	account          text,                      -- kontostreng
	changed_at       timestamp,                 -- ændret i fagsystemet
	deleted_at       timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (appropriation_id)
);

-- Opfølgning på en indsats eller anbringelse
-- (A follow-up of a measure or placement)
CREATE TABLE followup (
	followup_id  text COLLATE "C" NOT NULL, -- opfølgningens id
	case_id      text,                      -- sagen
	measure_id   text,                      -- indsatsen (kan mangle)
	placement_id text,                      -- anbringelsen (kan mangle)
	held_on      date,                      -- holdt den (kan mangle)
	next_due_on  date,                      -- næste senest (kan mangle)
	changed_at   timestamp,                 -- ændret i fagsystemet
	deleted_at   timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (followup_id)
);

-- Tilsynsbesøg
-- (A supervision visit to a placed child)
CREATE TABLE visit (
	visit_id     text COLLATE "C" NOT NULL, -- besøgets id
	placement_id text,                      -- anbringelsen
	visited_on   date,                      -- besøgt den
	child_talk   boolean,                   -- talt med barnet
	changed_at   timestamp,                 -- ændret i fagsystemet
	deleted_at   timestamp,                 -- slettet i fagsystemet (kan mangle)
	PRIMARY KEY (visit_id)
);

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
