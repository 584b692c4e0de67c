# Every target is a command of manage.py, which works without make too.
COMMANDS := run setup build test test-engines check bench chaos soak screenshots run-cluster help

.DEFAULT_GOAL := help
.PHONY: $(COMMANDS)
$(COMMANDS):
	@python3 manage.py $@ $(ARGS)
