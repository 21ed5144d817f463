using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Migration.Probe;

/// <summary>What a server answered to a pipeline of questions, by question. One that was refused does not hide the others.</summary>
internal sealed class ProbeAnswers
{
    private readonly Dictionary<string, CommandOutcome> _outcomes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks all of it in one round trip.</summary>
    /// <exception cref="Fault">The server could not be asked at all: unavailable, loading, not logged in.</exception>
    public async Task AskAsync(IRedisGateway redis, IReadOnlyList<RedisCommand> questions, CancellationToken cancellationToken)
    {
        var outcomes = await redis.ExecuteEachAsync(questions, cancellationToken);
        for (int i = 0; i < questions.Count; i++)
        {
            if (outcomes[i].Fault is { Code: ErrorCode.RedisUnavailable or ErrorCode.AuthFailed or ErrorCode.RedisLoading or ErrorCode.Timeout } fault)
            {
                throw fault;
            }
            _outcomes[NameOf(questions[i])] = outcomes[i];
        }
    }

    /// <param name="question">The command with its first argument, <c>CONFIG GET databases</c>, or without one.</param>
    public Fact<RespValue> this[string question] => !_outcomes.TryGetValue(question, out var outcome) ? Fact<RespValue>.Missing("not asked")
        : outcome.Fault is { } fault ? Fact<RespValue>.Of(fault)
        : Fact<RespValue>.Known(outcome.Reply);

    /// <summary>A setting's value; missing where the server has no such setting.</summary>
    public Fact<string> Setting(string name) => this[$"CONFIG GET {name}"].Read(reply => reply.Count >= 2 ? reply[1].Text : null!);

    private static string NameOf(RedisCommand command) =>
        command.Arguments.Count == 0 || command.Arguments[0].IsKey ? command.FullName : $"{command.FullName} {System.Text.Encoding.ASCII.GetString(command.Arguments[0].Bytes.Span)}";
}
