using McpRedis.Catalogue;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>Commands of a caller, judged, and what running them would come to.</summary>
/// <param name="Rulings">One for each command, in order; none is a refusal.</param>
/// <param name="Risk">The highest of them, and of all together.</param>
/// <param name="Effect">For the one who confirms.</param>
internal sealed record CommandPlan(IReadOnlyList<CommandRuling> Rulings, Risk Risk, Effect Effect)
{
    public IReadOnlyList<RedisCommand> Commands { get; } = [.. Rulings.Select(r => r.Command!)];

    /// <summary>The server is a cluster and some of them have to be asked of its nodes, see <see cref="CommandRuling.Reach"/>.</summary>
    public bool ByNode { get; init; }
}
