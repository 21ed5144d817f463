using System.Text;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Config;

/// <param name="Name">As maxmemory-policy.</param>
/// <param name="Value">As the server spells it.</param>
internal sealed record SettingValue(string Name, string Value);

[RedisTool("redis_config_set", "Change settings", Toolset.Config, Risk.Admin, "CONFIG SET", "CONFIG GET", Idempotent = true)]
internal sealed class ConfigSetTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    private const int LongestValue = 512;

    /// <summary>Change settings of the running server, all or none of them. Secrets, paths and addresses are refused.</summary>
    /// <param name="items">Settings; a limit, a policy or a threshold each.</param>
    /// <returns>Each value before and after; undo holds what brings the old ones back. A restart forgets them unless redis_config_rewrite is called.</returns>
    /// <exception cref="Fault">invalid_argument: a setting that cannot be changed here, or a value the server refuses.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/config-set/"/>
    public async Task<SettingsChanged> RunAsync([Items(1, 20)] SettingValue[] items, CancellationToken cancellationToken = default)
    {
        var wanted = items.Select(item => new SettingValue(Known(item.Name), Checked(item))).ToList();
        if (wanted.Select(item => item.Name).Distinct().Count() < wanted.Count)
        {
            throw Fault.Argument("items", "a setting is named twice.");
        }
        var before = await NodeSettings.ReadAsync(redis, wanted.Select(item => item.Name), cancellationToken);
        var first = before.First(node => node.Fault is null);
        if (wanted.Find(item => first.Values.GetValueOrDefault(item.Name) is null) is { } missing)
        {
            throw new Fault(ErrorCode.UnsupportedByServer, $"The server has no setting {missing.Name}.", "redis_config_get lists those it has.");
        }
        string where = before.Count > 1 ? $" on each of {before.Count} nodes" : "";
        guard.Require(Risk.Admin, new Effect($"sets {string.Join(", ", wanted.Select(item => $"{item.Name} from {Quote(first.Values[item.Name]!)} to {Quote(item.Value)}"))}{where}"));

        var command = RedisCommand.Of("CONFIG SET");
        wanted.ForEach(item => command.Arg(item.Name).Arg(item.Value));
        var replies = await redis.ForEachNodeAsync(command, cancellationToken);
        if (replies.All(reply => reply.Fault is not null))
        {
            throw replies[0].Fault!;
        }
        var after = await NodeSettings.ReadAsync(redis, wanted.Select(item => item.Name), cancellationToken);
        var changes = from node in before
                      let now = after.FirstOrDefault(n => n.Node == node.Node)
                      let error = node.Fault ?? replies.FirstOrDefault(r => r.Node == node.Node)?.Fault
                      from item in wanted
                      select new SettingChange(node.Node, item.Name, node.Values.GetValueOrDefault(item.Name), now?.Values.GetValueOrDefault(item.Name), error?.Code.Wire());
        // One call cannot bring back what differed between the nodes.
        var alike = wanted.Where(item => before.All(node => node.Fault is not null || node.Values.GetValueOrDefault(item.Name) == first.Values[item.Name]));
        return new([.. changes.TakeWhile(change => budget.TryTake(Size(change)))], [.. alike.Select(item => new SettingValue(item.Name, first.Values[item.Name]!))], budget.CutBy is not null, budget.CutBy);
    }

    private static string Known(string name) => SettingNames.Find(SettingNames.Changeable, name)
        ?? throw Fault.Argument("items", $"that setting cannot be changed here, or does not exist.{Nearest.Hint(name, SettingNames.Changeable)}", "Limits, policies and thresholds can; secrets, paths, addresses and what opens more access are the operator's.");

    // A value is repeated in the question to the user.
    private static string Checked(SettingValue item) => item.Value.Length <= LongestValue && item.Value.All(c => c is >= ' ' and <= '~')
        ? item.Value
        : throw Fault.Argument("items", $"the value of a setting is printable ASCII, {LongestValue} characters at most.");

    // So that a value cannot end its quotes and speak to the user.
    private static string Quote(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static int Size(SettingChange change) => 96 + change.Node.Length + change.Name.Length + Encoding.UTF8.GetByteCount((change.Before ?? "") + change.After);
}

/// <param name="Items">One for each setting and node.</param>
/// <param name="Undo">Settings as they were, for another call of this tool; without those that differed between nodes.</param>
/// <param name="Truncated">True when items were left out; the settings are changed all the same.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record SettingsChanged(IReadOnlyList<SettingChange> Items, IReadOnlyList<SettingValue> Undo, bool Truncated, string? TruncatedBy);

/// <param name="Node">Name and role.</param>
/// <param name="Name">Setting.</param>
/// <param name="Before">Value before.</param>
/// <param name="After">Value now, as the server spells it.</param>
/// <param name="Error">Why it was not changed on this node.</param>
internal sealed record SettingChange(string Node, string Name, string? Before, string? After, string? Error);
