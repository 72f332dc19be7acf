// What Cloister needs of the operating system and Swift cannot call directly.
#pragma once

#include "CHostDescriptors.h"
#include "CHostSpawn.h"
#include "CHostProbe.h"
