package dev.verso;

import java.util.Objects;

/** The backend does not declare what the call needs; nothing was done (CAP-02). */
public final class UnsupportedCapabilityException extends BackendException {

    private static final long serialVersionUID = 1L;

    /** What the call needs. */
    private final Capability capability;

    /**
     * Makes the exception.
     *
     * @param capability what the call needs
     * @param backend the backend's name
     */
    public UnsupportedCapabilityException(Capability capability, String backend) {
        super("This call needs " + capability + ", which " + backend + " does not declare", null);
        this.capability = Objects.requireNonNull(capability, "capability");
    }

    /**
     * Gives what the call needs.
     *
     * @return the capability
     */
    public Capability capability() {
        return capability;
    }
}
