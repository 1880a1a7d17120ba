#!/usr/bin/env bash
# Builds the documentation as a static site in target/site. Needs Python 3.9 or later with venv, and PyPI the first time.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$here"
tools=target/site-tools
if ! cmp -s docs/requirements.txt "$tools/requirements.txt"; then
  python3 -m venv --clear "$tools"
  "$tools/bin/pip" install -q --disable-pip-version-check -r docs/requirements.txt
  cp docs/requirements.txt "$tools/requirements.txt"
fi
rm -rf target/site-pages
mkdir -p target/site-pages
# New pages count before they are committed, built ones never do. What no page links to, sources above all, stays out.
git ls-files -z --cached --others --exclude-standard -- '*.md' docs LICENSE NOTICE |
  while IFS= read -r -d '' file; do
    if [ -f "$file" ]; then install -D -m 0644 "$file" "target/site-pages/$file"; fi
  done
# The generator knows no second word after a block's language.
find target/site-pages -name '*.md' -exec sed -i -E 's/^( *```sh) [a-z0-9]+$/\1/' {} +
"$tools/bin/mkdocs" build --strict -f docs/mkdocs.yml "$@"
if grep -rlF '```' target/site --include='*.html'; then
  echo "these pages have code blocks that the generator did not understand" >&2
  exit 1
fi
echo "open $here/target/site/index.html"
