using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>What <see cref="CommandRules"/> say of one command with its arguments. Pure: nothing was asked of a server.</summary>
/// <param name="Name">Full name, upper case: <c>GET</c>, <c>CONFIG GET</c>; empty when there is none.</param>
/// <param name="Risk">Risk when no target is in the way; see <see cref="HighestRisk"/>.</param>
/// <param name="Reason">Why this risk, in a few words for a person.</param>
internal sealed record CommandRuling(string Name, Risk Risk, string Reason)
{
    /// <summary>Why it is not run at all; null when it may be.</summary>
    public CommandRefusal? Refusal { get; init; }

    /// <summary>The command with its keys marked; null when it was refused.</summary>
    public RedisCommand? Command { get; init; }

    public IReadOnlyList<byte[]> Keys { get; init; } = [];

    /// <summary>The pinned table does not know it: the server at hand has to be asked.</summary>
    public bool Unknown { get; init; }

    /// <summary>Keys that are lost when they exist, whatever they hold: a STORE target, the new name of RENAME.</summary>
    public IReadOnlyList<byte[]> Overwrites { get; init; } = [];

    /// <summary>Keys that become strings: lost when they hold another type.</summary>
    public IReadOnlyList<byte[]> Replaces { get; init; } = [];

    /// <summary>Keys it deletes; many deletions of one key each are a deletion of many.</summary>
    public int Removes { get; init; }

    /// <summary>Keys that will expire by it; many such are a deletion of many, too.</summary>
    public IReadOnlyList<byte[]> Expires { get; init; } = [];

    /// <summary>Keys whose size afterwards cannot be told from the arguments.</summary>
    public IReadOnlyList<byte[]> Grows { get; init; } = [];

    /// <summary>An expiry among its arguments is over already.</summary>
    public bool EndsAtOnce { get; init; }

    /// <summary>What it answers with and deletes; null when that is nothing.</summary>
    public TakenData? Takes { get; init; }

    /// <summary>Which nodes of a cluster it has to be asked of.</summary>
    public NodeReach Reach { get; init; }

    /// <summary>How large its reply would be, to be asked first.</summary>
    public ReadBound? Bound { get; init; }

    /// <summary>The risk when every target turns out to exist.</summary>
    public Risk HighestRisk => Overwrites.Count + Replaces.Count > 0 && Risk < Risk.Destructive ? Risk.Destructive : Risk;

    public CommandRuling Refuse(ErrorCode code, string message, string hint = "") => this with { Refusal = new(code, message, hint), Command = null };
}

/// <param name="Code">invalid_argument when it is no command, command_not_allowed, unsupported_by_server or budget_exceeded.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Hint">What to do instead; empty for nothing.</param>
internal sealed record CommandRefusal(ErrorCode Code, string Message, string Hint);
