package dev.baokms.auth.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;

/** The functions in use, with their position in {@code CK_FUNCTION_LIST} and their arguments (pkcs11f.h). */
// A descriptor is a value.
@SuppressWarnings("ImmutableEnumChecker")
enum CryptokiFunction {
    INITIALIZE("C_Initialize", 0, ADDRESS),
    FINALIZE("C_Finalize", 1, ADDRESS),
    GET_FUNCTION_LIST("C_GetFunctionList", 3, ADDRESS),
    GET_SLOT_LIST("C_GetSlotList", 4, JAVA_BYTE, ADDRESS, ADDRESS),
    GET_TOKEN_INFO("C_GetTokenInfo", 6, JAVA_LONG, ADDRESS),
    OPEN_SESSION("C_OpenSession", 12, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
    CLOSE_SESSION("C_CloseSession", 13, JAVA_LONG),
    GET_SESSION_INFO("C_GetSessionInfo", 15, JAVA_LONG, ADDRESS),
    LOGIN("C_Login", 18, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    LOGOUT("C_Logout", 19, JAVA_LONG),
    GET_ATTRIBUTE_VALUE("C_GetAttributeValue", 24, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    FIND_OBJECTS_INIT("C_FindObjectsInit", 26, JAVA_LONG, ADDRESS, JAVA_LONG),
    FIND_OBJECTS("C_FindObjects", 27, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    FIND_OBJECTS_FINAL("C_FindObjectsFinal", 28, JAVA_LONG),
    SIGN_INIT("C_SignInit", 42, JAVA_LONG, ADDRESS, JAVA_LONG),
    SIGN("C_Sign", 43, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

    private final String standardName;
    private final int position;
    private final FunctionDescriptor descriptor;

    CryptokiFunction(String standardName, int position, MemoryLayout... arguments) {
        this.standardName = standardName;
        this.position = position;
        this.descriptor = FunctionDescriptor.of(JAVA_LONG, arguments);
    }

    /** Counted from 0; the version lies before the first function. */
    int position() {
        return position;
    }

    FunctionDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public String toString() {
        return standardName;
    }
}
