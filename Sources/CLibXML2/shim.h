#pragma once
// Debian's libxml2 is built with ICU, whose headers collide with the ICU inside Foundation. Nothing here needs it.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
