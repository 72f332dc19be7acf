#pragma once

#include "peer.h"
