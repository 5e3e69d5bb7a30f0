/* What shim.c was told and what it has seen: the shared page, slots, sessions, faults.
 *
 * tests/token_faults/shim.py has the same structure and the meaning of its fields. */

#define _GNU_SOURCE
#include <p11-kit/pkcs11.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The functions that python-pkcs11 uses for us, in the order of shim.py's Function. */
#define FUNCTIONS(_)                                                                             \
    _(C_Initialize) _(C_Finalize) _(C_GetSlotList) _(C_GetTokenInfo) _(C_GetMechanismList)       \
    _(C_OpenSession) _(C_CloseSession) _(C_Login) _(C_Logout) _(C_GetAttributeValue)             \
    _(C_FindObjectsInit) _(C_FindObjects) _(C_FindObjectsFinal) _(C_SignInit) _(C_Sign)          \
    _(C_SignFinal)
#define NUMBERED(name) N_##name,
enum function { FUNCTIONS(NUMBERED) N_FUNCTIONS };

enum { FAULTS = 8, SLOTS = 32, SESSIONS = 256, ANY_SLOT = -1 };

struct fault {
    int64_t function, skip, times, code, unplug, flags;
};
struct slot {
    int64_t id_and_one, absent, removals, stuck;
};
struct control {
    int64_t size;
    /* What the tests want. */
    struct fault faults[FAULTS];
    struct slot slots[SLOTS];
    int64_t sign_delay_ms, hold_sign, flags_set, flags_clear, stubborn;
    char pad_pin[32], label[33];
    /* What happened. */
    int64_t calls[N_FUNCTIONS], open_sessions, most_sessions, null_pins, empty_pins, holding;
    int64_t owner, inside, foreign_thread_calls, overlapping_calls;
};

static struct control *control;
static CK_FUNCTION_LIST *real;
static struct {
    CK_SESSION_HANDLE handle;
    CK_SLOT_ID slot;
    int64_t removals;
    enum { FREE, OPEN, GONE } state;
} sessions[SESSIONS];

static struct slot *slot_of(CK_SLOT_ID id)
{
    int64_t wanted = (int64_t)id + 1;
    for (int i = 0; wanted && i < SLOTS; i++) {
        if (control->slots[i].id_and_one == 0)
            control->slots[i].id_and_one = wanted;
        if (control->slots[i].id_and_one == wanted)
            return &control->slots[i];
    }
    return NULL;
}

static int absent(CK_SLOT_ID id)
{
    struct slot *slot = slot_of(id);
    return slot && (slot->absent || slot->stuck);
}

static void unplug(struct slot *slot)
{
    slot->absent = 1;
    slot->removals++;
}

/* A token that was pulled out has lost its sessions and its login, plugged in again or not. */
static void bury_sessions(void)
{
    for (int i = 0; i < SESSIONS; i++) {
        struct slot *slot = sessions[i].state == OPEN ? slot_of(sessions[i].slot) : NULL;
        if (slot && slot->removals != sessions[i].removals) {
            real->C_CloseSession(sessions[i].handle);
            sessions[i].state = GONE;
            slot->stuck |= control->stubborn;
            control->open_sessions--;
        }
    }
}

static CK_RV session_state(CK_SESSION_HANDLE handle)
{
    for (int i = 0; i < SESSIONS; i++)
        if (sessions[i].handle == handle && sessions[i].state == GONE)
            return absent(sessions[i].slot) ? CKR_DEVICE_REMOVED : CKR_SESSION_HANDLE_INVALID;
    return CKR_OK;
}

static CK_SLOT_ID slot_of_session(CK_SESSION_HANDLE handle)
{
    for (int i = 0; i < SESSIONS; i++)
        if (sessions[i].handle == handle && sessions[i].state != FREE)
            return sessions[i].slot;
    return (CK_SLOT_ID)ANY_SLOT;
}

/* Count the call and return what it is to fail with. ``slot`` is the one that a fault unplugs. */
static CK_RV enter(enum function function, CK_SLOT_ID slot)
{
    control->calls[function]++;
    if (control->owner == 0)
        control->owner = gettid();
    control->foreign_thread_calls += control->owner != gettid();
    control->overlapping_calls += __atomic_add_fetch(&control->inside, 1, __ATOMIC_SEQ_CST) > 1;
    bury_sessions();
    for (int i = 0; i < FAULTS; i++) {
        struct fault *fault = &control->faults[i];
        if (fault->function != (int64_t)function || fault->times == 0)
            continue;
        if (fault->skip > 0) {
            fault->skip--;
            continue;
        }
        fault->times -= fault->times > 0;
        control->flags_set |= fault->flags;
        if (fault->unplug && slot_of(slot)) {
            unplug(slot_of(slot));
            bury_sessions();
        }
        return (CK_RV)fault->code;
    }
    return CKR_OK;
}

static void nap(int64_t ms)
{
    struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&time, NULL);
}

static CK_RV leave(CK_RV answer)
{
    __atomic_sub_fetch(&control->inside, 1, __ATOMIC_SEQ_CST);
    return answer;
}
