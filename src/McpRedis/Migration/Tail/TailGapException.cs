using McpRedis.Faults;

namespace McpRedis.Migration.Tail;

/// <summary>The changes do not go on where the target is: either side has lost what lies between. A copy from the beginning goes on from there.</summary>
/// <param name="message">Which, and why.</param>
/// <param name="hint">What helps.</param>
internal sealed class TailGapException(string message, string hint) : Fault(ErrorCode.Conflict, message, hint);
