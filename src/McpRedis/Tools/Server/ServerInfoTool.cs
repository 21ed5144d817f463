using System.Text;
using McpRedis.Catalogue;
using McpRedis.Diagnostics.Snapshots;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Server;

[RedisTool("redis_server_info", "Server information", Toolset.Server, Risk.Read, "INFO")]
internal sealed class ServerInfoTool(IRedisGateway redis, OutputBudget budget, Principal principal, InfoSnapshots snapshots, TimeProvider time)
{
    private static readonly string[] Default = ["server", "clients", "memory", "persistence", "stats", "replication", "cluster", "keyspace"];

    private static readonly string[] Known =
        [.. Default, "cpu", "commandstats", "latencystats", "errorstats", "modules", "sentinel", "threads", "keysizes", "hotkeys", "everything"];

    /// <summary>INFO of every node, by section.</summary>
    /// <param name="sections">Such as memory or commandstats.</param>
    /// <param name="since">Snapshot to compare with.</param>
    /// <returns>Sections by name, the usual ones by default. Addresses, file paths and credentials are left out. snapshot stands for the numbers of this call: as since of a later
    /// one it brings what changed in between. The last 8 are kept, for 6 hours.</returns>
    /// <exception cref="Fault">key_not_found: no such snapshot, or it is too old.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/info/"/>
    public async Task<ServerInfo> RunAsync([Items(1, 20)] string[]? sections = null, string? since = null, CancellationToken cancellationToken = default)
    {
        string[] wanted = [.. (sections ?? Default).Select(s => s.ToLowerInvariant())];
        foreach (string section in wanted)
        {
            if (!Known.Contains(section))
            {
                throw Fault.Argument("sections", $"no section of that name; known are {string.Join(", ", Known)}.{Nearest.Hint(section, Known)}");
            }
        }
        var earlier = since is null ? null : snapshots.Find(principal.Name, redis.Connection, since)
            ?? throw new Fault(ErrorCode.KeyNotFound, "There is no such snapshot of this connection, or it is too old.", "Every reply of redis_server_info holds one.");
        // One INFO for all: servers before 7.0 take a single section.
        bool rare = wanted.Any(s => !Default.Contains(s));
        var replies = await redis.ForEachNodeAsync(rare ? RedisCommand.Of("INFO").Arg("everything").Large() : RedisCommand.Of("INFO"), cancellationToken);
        if (replies.Count == 1 && replies[0].Fault is { } fault)
        {
            throw fault;
        }
        var numbers = replies.Where(r => r.Fault is null).ToDictionary(r => r.Node, r => NodeNumbers.Of(InfoText.Parse(r.Reply.Text)));
        var now = snapshots.Keep(principal.Name, redis.Connection, numbers);
        TimeSpan? elapsed = earlier is null ? null : time.GetElapsedTime(earlier.At, now.At);
        return new(
            [.. replies.Select(r => Node(r, wanted, earlier is null ? null : Changes(r.Node, earlier, now, elapsed!.Value)))],
            replies.Count(r => r.Fault is not null),
            now.Id,
            elapsed is { } span ? Math.Round(span.TotalSeconds, 3) : null,
            budget.CutBy is not null,
            budget.CutBy);
    }

    // A node that is new, or did not answer, has nothing to compare.
    private InfoChanges? Changes(string node, InfoSnapshot before, InfoSnapshot now, TimeSpan elapsed)
    {
        if (!before.Nodes.TryGetValue(node, out var then) || !now.Nodes.TryGetValue(node, out var numbers))
        {
            return null;
        }
        var changes = NodeChanges.Between(then, numbers, elapsed);
        budget.TryTakeText(64);
        var shown = changes.Numbers.Where(pair => InfoRedaction.Show(pair.Key, "") is not null)
            .TakeWhile(pair => budget.TryTakeText(Size(pair.Key) + 64)).ToDictionary(pair => pair.Key, pair => pair.Value);
        return new(changes.Restarted, changes.CountersReset, shown);
    }

    private NodeInfo Node(NodeReply reply, string[] wanted, InfoChanges? changes)
    {
        var sections = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        budget.TryTakeText(96);   // the node and its braces, however little is left
        if (reply.Fault is not null)
        {
            return new(reply.Node, reply.Fault.Code.Wire(), changes, sections);
        }
        var info = InfoText.Parse(reply.Reply.Text);
        foreach (string section in info.Sections)
        {
            string name = section.ToLowerInvariant();
            if (!wanted.Contains(name) && !wanted.Contains("everything"))
            {
                continue;
            }
            budget.TryTakeText(section.Length + 8);
            var fields = new Dictionary<string, string>();
            foreach (var (field, value) in info.Section(section))
            {
                string? shown = InfoRedaction.Show(field, value);
                if (shown is not null && budget.TryTakeText(Size(field) + Size(shown) + 8))
                {
                    // One line for each module, all of the same name.
                    fields[field] = fields.TryGetValue(field, out string? before) ? $"{before}; {shown}" : shown;
                }
            }
            sections[name] = fields;
        }
        return new(reply.Node, null, changes, sections);
    }

    private static int Size(string text) => TextCut.JsonSize(Encoding.UTF8.GetBytes(text));
}

/// <param name="Nodes">One for a standalone server, every node of a cluster.</param>
/// <param name="Failed">Nodes that did not answer; their error says why.</param>
/// <param name="Snapshot">Handle of the numbers of this call.</param>
/// <param name="SinceSeconds">Time since the snapshot compared with; null without one.</param>
/// <param name="Truncated">True when fields were left out.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record ServerInfo(IReadOnlyList<NodeInfo> Nodes, int Failed, string Snapshot, double? SinceSeconds, bool Truncated, string? TruncatedBy);

/// <param name="Node">Name and role.</param>
/// <param name="Error">Why this node is missing; null when it answered.</param>
/// <param name="Changes">Against the snapshot of since; null without it, and for a node that is not in both.</param>
/// <param name="Sections">Fields by section, as the server spells them.</param>
internal sealed record NodeInfo(string Node, string? Error, InfoChanges? Changes, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Sections);

/// <param name="Restarted">Another process answers than then: counters began anew and are not compared.</param>
/// <param name="CountersReset">Counters went back without a restart; those are left out.</param>
/// <param name="Numbers">Numbers that differ, by name.</param>
internal sealed record InfoChanges(bool Restarted, bool CountersReset, IReadOnlyDictionary<string, NumberChange> Numbers);
