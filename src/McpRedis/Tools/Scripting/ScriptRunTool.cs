using System.Text;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Guard.Commands;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Scripting;

[RedisTool("redis_script_run", "Run a Lua script", Toolset.Scripting, Risk.Admin, "EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "SCRIPT KILL", "PING", DeadlineSeconds = 20)]
internal sealed class ScriptRunTool(IRedisGateway redis, OutputBudget budget, CallGuard guard, TimeProvider time)
{
    /// <summary>Run a Lua script. All other clients wait for it.</summary>
    /// <param name="script">Lua text; with sha a digest.</param>
    /// <param name="keys">KEYS.</param>
    /// <param name="args">ARGV.</param>
    /// <param name="sha">Run a cached script.</param>
    /// <param name="readOnly">Refuse writes.</param>
    /// <param name="timeoutMs">Then it is stopped; default 2000.</param>
    /// <returns>What the script returned.</returns>
    /// <exception cref="Fault">timeout: it was stopped and had written nothing; redis_busy_script: it runs on; key_out_of_scope: a script can reach any key.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/eval/"/>
    public async Task<ScriptResult> RunAsync(
        string script,
        [Items(0, 500)] byte[][]? keys = null,
        [Items(0, 500)] byte[][]? args = null,
        bool sha = false,
        bool readOnly = false,
        [Limits(500, 3000)] int timeoutMs = 2000,
        CancellationToken cancellationToken = default)
    {
        if (sha && (script.Length != 40 || !script.All(char.IsAsciiHexDigit)))
        {
            throw Fault.Argument("script", "with sha, expected 40 hexadecimal digits.");
        }
        string name = (sha ? "EVALSHA" : "EVAL") + (readOnly ? "_RO" : "");
        var command = RedisCommand.Of(name).Arg(script).Arg(keys?.Length ?? 0);
        foreach (byte[] key in keys ?? [])
        {
            command.Key(key);
        }
        command.Args(args ?? []);
        redis.RequireInScope(command);
        guard.Require(Risk.Admin, new Effect($"runs a Lua script of {script.Length} characters{(readOnly ? " that may not write" : " that can do anything to any key")}")
        {
            Keys = keys?.Length ?? 0,
            Sample = [.. (keys ?? []).Take(10)],
            Plan = [[Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(script), .. args ?? []]],
            Fingerprint = CommandEffect.Digest([[Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(script)], keys ?? [], args ?? []]),
        });
        var reply = await new ScriptWatch(redis, time).RunAsync(command, "SCRIPT KILL", TimeSpan.FromMilliseconds(timeoutMs), cancellationToken);
        var result = ReplyTrees.Of(reply, name, budget);
        return new(result, result.Truncated, budget.CutBy);
    }
}

/// <param name="Result">The reply, as redis_command_run gives it.</param>
/// <param name="Truncated">True when a part of it was left out.</param>
/// <param name="TruncatedBy">Limit that left it out.</param>
internal sealed record ScriptResult(ReplyTree Result, bool Truncated, string? TruncatedBy);
