# indberet. `make demo` and `make test` do everything on a fresh Debian 12; `make help` lists the rest.
# One Makefile, no recursion. DEVELOPER=1 turns warnings into errors; SAN=1 builds with ASan and UBSan.
comma   := ,
B       ?= build
JOBS    ?= $(shell PATH=$${PATH:-/usr/bin:/bin} nproc)
J        = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
CC      ?= cc
CFLAGS  ?= -O2 -g
PKGS    := sqlite3 libpq libxml-2.0 libzip openssl xmlsec1-openssl libcurl
# A clean environment has no PATH and no locale; nothing below depends on either.
export PATH := $(or $(PATH),/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
export LC_ALL := C.UTF-8
STD     := -std=c17 -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -I.
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 -Wvla -Wstrict-prototypes \
           -Wmissing-prototypes -Wwrite-strings -Wimplicit-fallthrough -Werror=implicit-function-declaration
WARN    += $(if $(DEVELOPER),-Werror)
SANFLAG := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
FAULTFLAG := $(if $(FAULTS),-DWITH_FAULTS)
HARDEN  := $(if $(SAN),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fPIE
PKGFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LIBS     = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lxlsxwriter -lm -pthread
ALL_CFLAGS = $(STD) $(WARN) $(HARDEN) $(SANFLAG) $(FAULTFLAG) $(PKGFLAGS) $(CFLAGS)
LDFLAGS += -pie -Wl,-z,relro,-z,now $(SANFLAG)

SRC     := $(filter-out common/gen.c,$(wildcard common/*.c extract/*.c transform/*.c report/*.c fixtures/generate/*.c jobs/*.c))
OBJ     := $(SRC:%.c=$(B)/obj/%.o) $(B)/obj/defs_data.o
LIBOBJ  := $(filter-out $(B)/obj/jobs/main.o,$(OBJ))
# The folders are listed too: deleting a definition must rebuild the table.
DEFDIRS := $(sort $(dir $(wildcard extract/feeds/ extract/feeds/presets/ extract/entities/ extract/profiles/*/ transform/rules/ transform/facts/ transform/aggs/ \
           transform/kpis/ transform/records/ transform/tables/ transform/with/ report/defs/*/ report/receipts/ schemas/ schemas/db/ schemas/xsd/ schemas/codelists/ fixtures/generate/ jobs/)))
DEFS    := $(sort $(filter-out %.md,$(wildcard $(addsuffix *.sql,$(DEFDIRS)) $(addsuffix *.def,$(DEFDIRS)) $(addsuffix *.csv,$(DEFDIRS)) \
           $(addsuffix *.map,$(DEFDIRS)) $(addsuffix *.xsd,$(DEFDIRS)) $(addsuffix *.job,$(DEFDIRS)))))
UNIT    := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
FUZZ    := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
HARNESS := $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/harness/*.c))

.PHONY: all help demo test test-long test-external bench units check check-unit check-e2e check-asan check-faults check-valgrind fuzz lint docs clean deps deps-test
all: $(B)/indberet
# Goals that call make again do so one after the other; what they call builds with JOBS at once.
ifneq (,$(filter demo test% check% lint bench,$(MAKECMDGOALS)))
.NOTPARALLEL:
endif

help:
	@echo "make demo           install, build, make a synthetic municipality, run a night, show and verify it"
	@echo "make test           install, build, run every test"
	@echo "make test-long      200 random days of a municipality and its receiver, for three municipalities"
	@echo "make test-external  judge packages and workbooks with verifiers from npm"
	@echo "make check          tests without installing; check-asan check-faults check-valgrind for longer hours"
	@echo "make bench          figures: seconds, memory, rows a second, against peers"
	@echo "make fuzz FUZZ_SECONDS=60   libFuzzer over every target (clang)"
	@echo "make docs           manual pages into docs/man, the rule book into docs"

deps:
	@sh tests/deps.sh build
deps-test:
	@sh tests/deps.sh test
demo: deps
	@$(MAKE) -s $(J) all
	@sh jobs/demo.sh $(B)/indberet $(B)/demo
test: deps-test
	@rm -f $(B)/totals $(B)/*/totals
	@$(MAKE) -s -k check check-faults check-asan; sh tests/total.sh $(B) $$?
test-long: deps-test
	@$(MAKE) -s $(J) all
	@LEDGER_DAYS=200 LEDGER_SEEDS="1 2 3" tests/run-e2e.sh $(B) tests/e2e/ledger_days.sh
test-external: deps
	@$(MAKE) -s $(J) all
	@sh tests/external/run.sh $(B)
bench: deps
	@$(MAKE) -s all
	@bash tests/bench/run.sh $(B)
	@bash tests/bench/feeds.sh $(B)
	@sh tests/bench/stream.sh $(B)
	@sh tests/bench/rules.sh $(B)

$(B)/gen: common/gen.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -O1 -Wall -Wextra -o $@ $<
$(B)/defs_data.c: $(B)/gen $(DEFS) $(DEFDIRS)
	$(B)/gen $(DEFS) > $@.tmp && mv $@.tmp $@
$(B)/obj/defs_data.o: $(B)/defs_data.c
	@mkdir -p $(@D)
	$(CC) $(STD) -O0 -fPIE -c -o $@ $<
$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(B)/libindberet.a: $(LIBOBJ)
	rm -f $@ && ar rcs $@ $^
$(B)/indberet: $(B)/obj/jobs/main.o $(B)/libindberet.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/tests/%: tests/unit/%.c $(HARNESS) $(B)/libindberet.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -MMD -MP -MF $@.d -o $@ $(filter %.c %.o,$^) $(B)/libindberet.a $(LIBS) -lcmocka
# The corpora run through the same targets with a plain main, so gcc alone suffices.
$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/main.c $(B)/libindberet.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Wno-missing-prototypes $(LDFLAGS) -o $@ $(filter %.c,$^) $(B)/libindberet.a $(LIBS)

units: $(UNIT) $(FUZZ)
check-unit:
	@$(MAKE) -s $(J) all units
	@tests/run-units.sh $(B) $(UNIT) -- $(FUZZ)
check-e2e:
	@$(MAKE) -s $(J) all
	@tests/run-e2e.sh $(B) $(sort $(wildcard tests/e2e/*.sh))
lint:
	@$(MAKE) -s $(J) all
	@tests/run-e2e.sh $(B) $(sort $(wildcard tests/lint/*.sh))
check: check-unit check-e2e lint
# HISTORY_COUNT: fewer random histories of the case store where each is slower or was run already.
# Units again with ASan and UBSan and the fault points. Without sanitizers: nights that are cut short at fault points.
check-asan:
	@HISTORY_COUNT=5 $(MAKE) -s B=$(B)/asan SAN=1 FAULTS=1 CFLAGS="-O1 -g" check-unit
check-faults:
	@$(MAKE) -s $(J) B=$(B)/faults FAULTS=1 CFLAGS="-O1 -g" all
	@tests/run-e2e.sh $(B)/faults $(sort $(wildcard tests/faults/*.sh))
check-valgrind: $(UNIT)
	@for t in $(UNIT); do TMP=$(B)/tmp valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite $$t >/dev/null || exit 1; done
FUZZ_SECONDS ?= 60
fuzz:
	@sh tests/fuzz/run.sh $(B)/libfuzzer $(FUZZ_SECONDS)
docs: $(B)/indberet
	@mkdir -p docs/man
	@for p in indberet.1 indberet.conf.5 indberet-rules.7 indberet-feeds.7 indberet-reports.7 indberet-profiles.7; do \
		$(B)/indberet show manual $$p > docs/man/$$p.tmp && mv docs/man/$$p.tmp docs/man/$$p || exit 1; done
	@for p in rule-book.html rule-book-en.html; do \
		$(B)/indberet show manual $$p > docs/$$p.tmp && mv docs/$$p.tmp docs/$$p || exit 1; done

clean:
	rm -rf $(B)
-include $(OBJ:.o=.d) $(UNIT:%=%.d)
