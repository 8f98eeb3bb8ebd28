#!/bin/sh
# PDF/A-1b by Apache PDFBox Preflight. On Debian and Ubuntu:
#   apt-get install -y default-jre-headless libpdfbox2-java libcommons-logging-java \
#     libactivation-java libjaxb-api-java
set -eu
jars=${JAVA_JARS:-/usr/share/java}
for jar in preflight pdfbox2 fontbox2 xmpbox; do
  if [ ! -e "$jars/$jar.jar" ]; then
    echo "install first: apt-get install -y default-jre-headless libpdfbox2-java" \
      "libcommons-logging-java libactivation-java libjaxb-api-java" >&2
    exit 2
  fi
done
path=
for jar in preflight pdfbox2 pdfbox2-tools fontbox2 xmpbox commons-logging javax.activation jaxb-api; do
  path="$path:$jars/$jar.jar"
done
exec java -cp "$path" org.apache.pdfbox.preflight.Validator_A1b "$@"
