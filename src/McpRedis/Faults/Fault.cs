namespace McpRedis.Faults;

/// <summary>
/// A failure with a name. Any room may throw one; only the pipeline catches it and makes an error reply of it.
/// </summary>
/// <param name="code">Why, from the closed list.</param>
/// <param name="message">One plain sentence for the reader. Never holds an address, a secret or a stored value.</param>
/// <param name="hint">What to do next, naming the call where there is one; empty if there is nothing to do.</param>
/// <param name="retryable">True when the same call may succeed later and repeating it does no harm.</param>
/// <param name="inner">The cause, for the log at debug level only.</param>
internal class Fault(ErrorCode code, string message, string hint = "", bool retryable = false, Exception? inner = null)
    : Exception(message, inner)
{
    public ErrorCode Code { get; } = code;

    public string Hint { get; } = hint;

    public bool Retryable { get; } = retryable;

    /// <summary>How far the call came before it failed, <c>12000/50000</c>, for the audit line; null where it did nothing or all.</summary>
    public string? Extent { get; init; }

    /// <summary>An argument the caller can mend.</summary>
    public static Fault Argument(string name, string expected, string hint = "") =>
        new(ErrorCode.InvalidArgument, $"{name}: {expected}", hint);
}
