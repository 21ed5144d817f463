using System.Text;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Guard.Commands;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Scripting;

[RedisTool("redis_function_call", "Call a function", Toolset.Scripting, Risk.Admin, "FCALL", "FCALL_RO", "FUNCTION KILL", "PING", DeadlineSeconds = 20)]
internal sealed class FunctionCallTool(IRedisGateway redis, OutputBudget budget, CallGuard guard, TimeProvider time)
{
    /// <summary>Call a function loaded on the server.</summary>
    /// <param name="function">Name.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="readOnly">Refuse writes.</param>
    /// <param name="timeoutMs">Then it is stopped; default 2000.</param>
    /// <returns>What the function returned.</returns>
    /// <exception cref="Fault">timeout: it was stopped and had written nothing; redis_busy_script: it runs on; key_out_of_scope: a function can reach any key.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/fcall/"/>
    public async Task<FunctionResult> RunAsync(
        string function,
        [Items(0, 500)] byte[][]? keys = null,
        [Items(0, 500)] byte[][]? args = null,
        bool readOnly = false,
        [Limits(500, 3000)] int timeoutMs = 2000,
        CancellationToken cancellationToken = default)
    {
        string name = readOnly ? "FCALL_RO" : "FCALL";
        var command = RedisCommand.Of(name).Arg(function).Arg(keys?.Length ?? 0);
        foreach (byte[] key in keys ?? [])
        {
            command.Key(key);
        }
        command.Args(args ?? []);
        redis.RequireInScope(command);
        guard.Require(Risk.Admin, new Effect($"calls a function of the server{(readOnly ? " that may not write" : " that can do anything to any key")}")
        {
            Keys = keys?.Length ?? 0,
            Sample = [.. (keys ?? []).Take(10)],
            Plan = [[Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(function), .. args ?? []]],
            Fingerprint = CommandEffect.Digest([[Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(function)], keys ?? [], args ?? []]),
        });
        var reply = await new ScriptWatch(redis, time).RunAsync(command, "FUNCTION KILL", TimeSpan.FromMilliseconds(timeoutMs), cancellationToken);
        var result = ReplyTrees.Of(reply, name, budget);
        return new(result, result.Truncated, budget.CutBy);
    }
}

/// <param name="Result">The reply, as redis_command_run gives it.</param>
/// <param name="Truncated">True when a part of it was left out.</param>
/// <param name="TruncatedBy">Limit that left it out.</param>
internal sealed record FunctionResult(ReplyTree Result, bool Truncated, string? TruncatedBy);
