using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Guard;

/// <summary>
/// The guard of one call. The pipeline asks it whether the tool's declared risk is open at all before the tool runs.
/// A tool asks it for what it is about to do, with an <see cref="Effect"/>, when it has looked. What no tool has asked
/// for, the gateway asks at the first command that is not a read: so nothing is changed unasked, and nobody is asked
/// about a call whose arguments are wrong.
/// </summary>
/// <param name="options">What the operator allows.</param>
/// <param name="access">Access of the connection the call works on: never above the operator's.</param>
/// <param name="tool">Name of the tool.</param>
/// <param name="declared">The tool's declared risk.</param>
internal sealed class CallGuard(GuardOptions options, AccessLevel access, string tool, Risk declared)
{
    private bool _asked;

    public AccessLevel Access { get; } = access < options.Access ? access : options.Access;

    /// <summary>Returns when the tool is open at the access level in force.</summary>
    /// <exception cref="Fault">access_denied.</exception>
    public void RequireAccess()
    {
        if (GuardPolicy.Decide(declared, Access, options.Confirm) == Verdict.Deny)
        {
            throw Denied();
        }
    }

    /// <summary>Returns when the call may do what it is about to do.</summary>
    /// <param name="risk">Risk of it.</param>
    /// <param name="effect">What would happen, for the person asked.</param>
    /// <exception cref="Fault">access_denied or confirmation_required; nothing was done.</exception>
    public void Require(Risk risk, Effect effect)
    {
        _asked |= risk >= declared;
        switch (GuardPolicy.Decide(risk, Access, options.Confirm))
        {
            case Verdict.Allow:
                return;
            case Verdict.Deny:
                throw Denied();
            default:
                throw new Fault(
                    ErrorCode.ConfirmationRequired,
                    $"This call {effect.Summary} and must be confirmed by the user. Nothing was done.",
                    "Confirming is not available yet; the operator can let such calls run with --confirm never.");
        }
    }

    /// <inheritdoc cref="Require(Risk, Effect)"/>
    public void Require(Risk risk, string summary) => Require(risk, new Effect(summary));

    /// <summary>The gateway's question ahead of every command that is not a read.</summary>
    public void BeforeChange()
    {
        if (!_asked)
        {
            Require(declared, $"runs {tool}");
        }
    }

    private Fault Denied() => Access == AccessLevel.Read
        ? new(ErrorCode.AccessDenied, "This needs write access; the server allows read access only.", "Ask the operator; a tool cannot raise the access level.")
        : new(ErrorCode.AccessDenied, "This needs full access; the server allows write access only.", "Ask the operator; a tool cannot raise the access level.");
}
