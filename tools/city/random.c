/* random: splitmix64 and what is drawn from it. See city.h. */
#include <math.h>

#include "tools/city/city.h"

uint64_t random_next(city_random *r) {
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t random_below(city_random *r, uint32_t n) {
    return (uint32_t) ((random_next(r) >> 32) * n >> 32);
}

double random_unit(city_random *r) {
    return (double) (random_next(r) >> 11) * 0x1.0p-53;
}

double random_normal(city_random *r) {
    double radius = sqrt(-2 * log(1 - random_unit(r)));
    return radius * cos(2 * 3.14159265358979 * random_unit(r));
}

unsigned random_pick(city_random *r, const double *weight, unsigned n) {
    double sum = 0, at;
    for (unsigned i = 0; i < n; i++) sum += weight[i];
    at = random_unit(r) * sum;
    for (unsigned i = 0; i + 1 < n; i++)
        if ((at -= weight[i]) < 0) return i;
    return n - 1;
}
