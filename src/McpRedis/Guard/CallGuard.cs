using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Guard;

/// <summary>
/// The guard of one call. The pipeline asks it about the tool's declared risk before the tool runs; a tool asks it
/// again when the arguments turn out to be more dangerous than the tool as a whole (many keys, a pattern, a
/// target that would be overwritten).
/// </summary>
/// <param name="options">What the operator allows.</param>
/// <param name="access">Access of the connection the call works on: never above the operator's.</param>
internal sealed class CallGuard(GuardOptions options, AccessLevel access)
{
    public AccessLevel Access { get; } = access < options.Access ? access : options.Access;

    /// <summary>Returns when the call may go on at <paramref name="risk"/>.</summary>
    /// <param name="risk">Risk of what is about to be done.</param>
    /// <param name="effect">What would happen, for the person asked: "deletes 3 keys".</param>
    /// <exception cref="Fault">access_denied, read_only or confirmation_required; nothing was done.</exception>
    public void Require(Risk risk, string effect)
    {
        switch (GuardPolicy.Decide(risk, Access, options.Confirm))
        {
            case Verdict.Allow:
                return;
            case Verdict.Deny when Access == AccessLevel.Read:
                throw new Fault(ErrorCode.AccessDenied, "This needs write access; the server allows read access only.", "Ask the operator; a tool cannot raise the access level.");
            case Verdict.Deny:
                throw new Fault(ErrorCode.AccessDenied, "This needs full access; the server allows write access only.", "Ask the operator; a tool cannot raise the access level.");
            default:
                throw new Fault(
                    ErrorCode.ConfirmationRequired,
                    $"This call {effect} and must be confirmed by the user. Nothing was done.",
                    "Confirming is not available yet; the operator can let such calls run with --confirm never.");
        }
    }
}
