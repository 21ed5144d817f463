using System.Text;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Server;

[RedisTool("redis_config_get", "Server configuration", Toolset.Server, Risk.Read, "CONFIG GET")]
internal sealed class ConfigGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Server settings by name, without secrets, paths and addresses.</summary>
    /// <param name="names">Such as maxmemory-policy; default all.</param>
    /// <returns>Values as the server spells them; a setting it does not have is null. On a cluster those of one node.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/config-get/"/>
    public async Task<ServerSettings> RunAsync([Items(1, 50)] string[]? names = null, CancellationToken cancellationToken = default)
    {
        int[] unknown = [.. (names ?? []).Select((name, i) => SettingNames.Find(SettingNames.Shown, name) is null ? i : -1).Where(i => i >= 0)];
        if (unknown.Length > 0)
        {
            string places = string.Join(", ", unknown.Select(i => $"names[{i}]"));
            string verb = unknown.Length == 1 ? "is not shown, or does not exist" : "are not shown, or do not exist";
            throw Fault.Argument(places, $"{verb}.{Nearest.Hint(names![unknown[0]], SettingNames.Shown)}", "Without names the call lists all that can be shown.");
        }
        string[] wanted = [.. (names ?? SettingNames.Shown).Select(n => n.ToLowerInvariant()).Distinct()];
        var replies = await redis.ExecuteManyAsync([.. wanted.Select(n => RedisCommand.Of("CONFIG GET").Arg(n))], atomic: false, cancellationToken);
        var settings = new Dictionary<string, string?>(wanted.Length);
        for (int i = 0; i < wanted.Length; i++)
        {
            if (replies[i].IsError)
            {
                throw RedisFaults.FromReply(replies[i].Text, "CONFIG GET");
            }
            string? value = replies[i].Count == 2 ? replies[i][1].Text : null;
            if (budget.TryTakeText(wanted[i].Length + TextCut.JsonSize(Encoding.UTF8.GetBytes(value ?? "null")) + 4))
            {
                settings[wanted[i]] = value;
            }
        }
        return new(settings, budget.CutBy is not null, budget.CutBy);
    }
}

/// <param name="Settings">Values by name.</param>
/// <param name="Truncated">True when settings were left out.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record ServerSettings(IReadOnlyDictionary<string, string?> Settings, bool Truncated, string? TruncatedBy);
