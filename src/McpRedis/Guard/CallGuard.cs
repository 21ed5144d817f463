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
/// <param name="confirmation">How the call can be confirmed, and what it brings along for that; null for a call that cannot be.</param>
internal sealed class CallGuard(GuardOptions options, AccessLevel access, string tool, Risk declared, CallConfirmation? confirmation = null)
{
    private bool _asked;

    /// <summary>Which confirmation let the call through, for the audit line; null when none was needed.</summary>
    public string? ConfirmedBy => confirmation?.Id;

    /// <summary>
    /// True for a call that comes back with a confirmation. A tool that finds nothing to do ends without asking; one
    /// that brings a confirmation shows it all the same, so that a used one is refused and not taken for success.
    /// </summary>
    public bool BringsConfirmation => confirmation is { IsBrought: true };

    public AccessLevel Access { get; } = access < options.Access ? access : options.Access;

    /// <summary>Returns when the tool is open at the access level in force.</summary>
    /// <exception cref="Fault">access_denied; cancelled or confirmation_invalid when the call brings an answer that cannot let it through.</exception>
    public void RequireAccess()
    {
        if (GuardPolicy.Decide(declared, Access, options.Confirm) == Verdict.Deny)
        {
            throw Denied();
        }
        RequireFitConfirmation();
    }

    /// <summary>Ends a call that brings an answer which cannot let it through: before anything is looked at, and also where nothing would have been asked.</summary>
    /// <exception cref="Fault">cancelled or confirmation_invalid.</exception>
    public void RequireFitConfirmation() => confirmation?.RefuseUnfit();

    /// <summary>Returns when the call may do what it is about to do.</summary>
    /// <param name="risk">Risk of it.</param>
    /// <param name="effect">What would happen, for the person asked. A call asks once, for all of it: a second, different effect was not agreed to.</param>
    /// <exception cref="Fault">access_denied or confirmation_required; nothing was done.</exception>
    public void Require(Risk risk, Effect effect)
    {
        switch (GuardPolicy.Decide(risk, Access, options.Confirm))
        {
            case Verdict.Allow:
                _asked |= risk >= declared;
                return;
            case Verdict.Deny:
                throw Denied();
            default:
                (confirmation ?? throw new ConfirmationNeeded(effect, null, null, ConfirmPath.Token, null, changed: false)).Require(effect);
                _asked = true;
                return;
        }
    }

    /// <inheritdoc cref="Require(Risk, Effect)"/>
    /// <param name="risk">Risk of it.</param>
    /// <param name="summary">What would happen; see <see cref="Effect"/>.</param>
    /// <param name="key">The one key it happens to; null where keys are not the point.</param>
    public void Require(Risk risk, string summary, byte[]? key = null) =>
        Require(risk, key is null ? new Effect(summary) : new Effect(summary) { Keys = 1, Sample = [key] });

    /// <summary>The gateway's question ahead of commands that are not reads.</summary>
    public void BeforeChange(IReadOnlyList<RedisCommand> commands)
    {
        if (!_asked)
        {
            Require(declared, GenericEffect(commands));
        }
    }

    // What can be said without knowing the tool: its commands and their keys. The values are the call's arguments, which are confirmed with it.
    private Effect GenericEffect(IReadOnlyList<RedisCommand> commands)
    {
        byte[][] keys = [.. commands.SelectMany(c => c.Arguments).Where(a => a.IsKey).Select(a => a.Bytes.ToArray()).Distinct(ByteArrayComparer.Instance)];
        string names = string.Join(", ", commands.Select(c => c.FullName).Distinct());
        return new Effect($"runs {names} in {tool}") { Keys = keys.Length == 0 ? null : keys.Length, Sample = [.. keys.Take(Effect.MostSampled)] };
    }

    private Fault Denied() => Access == AccessLevel.Read
        ? new(ErrorCode.AccessDenied, "This needs write access; only read access is open here.", "Ask the operator; a tool cannot raise the access level.")
        : new(ErrorCode.AccessDenied, "This needs full access; only write access is open here.", "Ask the operator; a tool cannot raise the access level.");
}
