// What Cloister needs of the operating system and Swift cannot call directly.
#pragma once

#include "CHostDescriptors.h"
#include "CHostFiles.h"
#include "CHostProbe.h"
#include "CHostSpawn.h"
#include "peer.h"
