# shellcheck shell=bash
# Cases that need more than a guest or a program; sourced by run. Each function
# prints why it failed, or nothing, or "SKIP why".
