/* A PKCS#11 module that forwards to another one and misbehaves as a shared page of memory says.
 *
 * SHIM_TARGET names the module behind it, SHIM_CONTROL the file that is mapped as that page. */

#include "shim_state.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

static CK_FUNCTION_LIST list;

#define FORWARD(name, slot, usable, parameters, ...)                                             \
    static CK_RV my_##name parameters                                                            \
    {                                                                                            \
        CK_RV answer = enter(N_##name, slot);                                                    \
        if (answer == CKR_OK)                                                                    \
            answer = usable;                                                                     \
        return leave(answer == CKR_OK ? real->name(__VA_ARGS__) : answer);                       \
    }
#define OF_SESSION(name, parameters, ...)                                                        \
    FORWARD(name, slot_of_session(session), session_state(session), parameters, __VA_ARGS__)
#define OF_SLOT(name, parameters, ...)                                                           \
    FORWARD(name, slot, absent(slot) ? CKR_TOKEN_NOT_PRESENT : CKR_OK, parameters, __VA_ARGS__)

FORWARD(C_Initialize, ANY_SLOT, CKR_OK, (void *arguments), arguments)
OF_SLOT(C_GetMechanismList, (CK_SLOT_ID slot, CK_MECHANISM_TYPE *types, CK_ULONG *count), slot,
        types, count)
OF_SESSION(C_GetAttributeValue,
           (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes,
            CK_ULONG count),
           session, object, attributes, count)
OF_SESSION(C_FindObjectsInit,
           (CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count), session,
           attributes, count)
OF_SESSION(C_FindObjects,
           (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG most, CK_ULONG *count),
           session, objects, most, count)
OF_SESSION(C_FindObjectsFinal, (CK_SESSION_HANDLE session), session)
OF_SESSION(C_SignInit,
           (CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key), session,
           mechanism, key)
OF_SESSION(C_SignFinal,
           (CK_SESSION_HANDLE session, CK_BYTE *signature, CK_ULONG *length), session, signature,
           length)

static CK_RV my_C_Finalize(void *reserved)
{
    CK_RV answer = enter(N_C_Finalize, ANY_SLOT);
    if (answer == CKR_OK)
        answer = real->C_Finalize(reserved);
    if (answer == CKR_OK) {
        memset(sessions, 0, sizeof sessions);
        for (int i = 0; i < SLOTS; i++)
            control->slots[i].stuck = 0;
        control->open_sessions = 0;
    }
    return leave(answer);
}

static CK_RV my_C_GetSlotList(CK_BBOOL present, CK_SLOT_ID *ids, CK_ULONG *count)
{
    CK_SLOT_ID all[SLOTS];
    CK_ULONG total = SLOTS, kept = 0;
    CK_RV answer = enter(N_C_GetSlotList, ANY_SLOT);
    if (answer == CKR_OK)
        answer = real->C_GetSlotList(present, all, &total);
    for (CK_ULONG i = 0; answer == CKR_OK && i < total; i++) {
        if (present && absent(all[i]))
            continue;
        if (ids && kept < *count)
            ids[kept] = all[i];
        kept++;
    }
    if (answer == CKR_OK) {
        answer = ids && kept > *count ? CKR_BUFFER_TOO_SMALL : CKR_OK;
        *count = kept;
    }
    return leave(answer);
}

static CK_RV my_C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
    CK_RV answer = enter(N_C_GetTokenInfo, slot);
    if (answer == CKR_OK)
        answer = absent(slot) ? CKR_TOKEN_NOT_PRESENT : real->C_GetTokenInfo(slot, info);
    if (answer == CKR_OK) {
        info->flags |= (CK_FLAGS)control->flags_set;
        info->flags &= ~(CK_FLAGS)control->flags_clear;
        if (control->label[0]) {
            memset(info->label, ' ', sizeof info->label);
            memcpy(info->label, control->label, strlen(control->label));
        }
    }
    return leave(answer);
}

static CK_RV my_C_OpenSession(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                              CK_SESSION_HANDLE *session)
{
    CK_RV answer = enter(N_C_OpenSession, slot);
    if (answer == CKR_OK)
        answer = absent(slot) ? CKR_TOKEN_NOT_PRESENT
                              : real->C_OpenSession(slot, flags, application, notify, session);
    for (int i = 0; answer == CKR_OK && i < SESSIONS; i++) {
        if (sessions[i].state != FREE)
            continue;
        sessions[i].handle = *session;
        sessions[i].slot = slot;
        sessions[i].removals = slot_of(slot) ? slot_of(slot)->removals : 0;
        sessions[i].state = OPEN;
        if (++control->open_sessions > control->most_sessions)
            control->most_sessions = control->open_sessions;
        return leave(CKR_OK);
    }
    return leave(answer == CKR_OK ? CKR_HOST_MEMORY : answer);
}

/* A stubborn module says yes to the end of a session that is long dead. */
static int ended_already(CK_SESSION_HANDLE session)
{
    return control->stubborn && session_state(session) != CKR_OK;
}

static CK_RV my_C_Logout(CK_SESSION_HANDLE session)
{
    CK_RV answer = enter(N_C_Logout, slot_of_session(session));
    if (answer == CKR_OK && ended_already(session))
        return leave(CKR_OK);
    if (answer == CKR_OK)
        answer = session_state(session);
    return leave(answer == CKR_OK ? real->C_Logout(session) : answer);
}

static CK_RV my_C_CloseSession(CK_SESSION_HANDLE session)
{
    CK_RV answer = enter(N_C_CloseSession, slot_of_session(session));
    if (answer == CKR_OK && ended_already(session))
        return leave(CKR_OK);
    if (answer == CKR_OK)
        answer = session_state(session);
    if (answer == CKR_OK)
        answer = real->C_CloseSession(session);
    for (int i = 0; answer == CKR_OK && i < SESSIONS; i++) {
        if (sessions[i].state == OPEN && sessions[i].handle == session) {
            sessions[i].state = FREE;
            control->open_sessions--;
        }
    }
    return leave(answer);
}

static CK_RV my_C_Login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR *pin,
                        CK_ULONG length)
{
    CK_RV answer = enter(N_C_Login, slot_of_session(session));
    control->null_pins += pin == NULL;
    control->empty_pins += pin != NULL && length == 0;
    if (length == 0 && control->flags_set & CKF_PROTECTED_AUTHENTICATION_PATH) {
        pin = (CK_UTF8CHAR *)control->pad_pin;
        length = strlen(control->pad_pin);
    }
    if (answer == CKR_OK)
        answer = session_state(session);
    return leave(answer == CKR_OK ? real->C_Login(session, user, pin, length) : answer);
}

/* The question for the length is no signature: no fault, no delay, not counted. */
static CK_RV my_C_Sign(CK_SESSION_HANDLE session, CK_BYTE *data, CK_ULONG size, CK_BYTE *signature,
                       CK_ULONG *length)
{
    CK_RV answer = CKR_OK;
    if (signature == NULL) {
        bury_sessions();
        answer = session_state(session);
        return answer == CKR_OK ? real->C_Sign(session, data, size, NULL, length) : answer;
    }
    answer = enter(N_C_Sign, slot_of_session(session));
    control->holding++;
    while (__atomic_load_n(&control->hold_sign, __ATOMIC_SEQ_CST))
        nap(1);
    control->holding--;
    bury_sessions();
    if (answer == CKR_OK)
        answer = session_state(session);
    if (answer == CKR_OK && control->sign_delay_ms)
        nap(control->sign_delay_ms);
    /* A module that answers with an error has ended the operation; so must the one behind. */
    CK_BYTE thrown_away[1024];
    CK_ULONG room = sizeof thrown_away;
    if (answer != CKR_OK)
        real->C_Sign(session, data, size, thrown_away, &room);
    return leave(answer == CKR_OK ? real->C_Sign(session, data, size, signature, length) : answer);
}

static int ready(void)
{
    const char *target = getenv("SHIM_TARGET"), *file = getenv("SHIM_CONTROL");
    if (real)
        return 1;
    if (!target || !file)
        return 0;
    int descriptor = open(file, O_RDWR | O_CLOEXEC);
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    void *module = dlopen(target, RTLD_NOW | RTLD_LOCAL);
    if (!module || control == MAP_FAILED || control->size != sizeof *control)
        return 0;
    CK_C_GetFunctionList entry = (CK_C_GetFunctionList)dlsym(module, "C_GetFunctionList");
    if (!entry || entry(&real) != CKR_OK)
        return 0;
    list = *real;
#define REPLACED(name) list.name = my_##name;
    FUNCTIONS(REPLACED)
    return 1;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **functions)
{
    if (!ready())
        return CKR_GENERAL_ERROR;
    *functions = &list;
    return CKR_OK;
}
