using StackExchange.Redis;

namespace McpRedis.Redis;

/// <param name="At">Index of the command.</param>
/// <param name="Text">The server's words.</param>
internal readonly record struct QueueRefusal(int At, string Text);

/// <summary>
/// Which command of a transaction a server did not take, and why. The client library passes on only that EXEC was
/// aborted; the server's reason it tells its listeners, who cannot know whose it is. So only reasons are taken that are
/// right whoever heard them: what holds for the whole server, for our user, or for every command of a name; and what
/// can be seen without being told, a wrong number of arguments.
/// </summary>
internal sealed class QueueRefusals : IDisposable
{
    // Listeners are called on another thread, after the reply is there.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly IConnectionMultiplexer _multiplexer;
    private readonly IReadOnlyList<RedisCommand> _commands;
    private readonly TaskCompletionSource<QueueRefusal> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QueueRefusals(IConnectionMultiplexer multiplexer, IReadOnlyList<RedisCommand> commands)
    {
        (_multiplexer, _commands) = (multiplexer, commands);
        _multiplexer.ErrorMessage += Hear;
    }

    /// <summary>Null when the failure is another one, or the reason is not known.</summary>
    public async Task<QueueRefusal?> ReasonAsync(Exception failure)
    {
        if (failure is not RedisServerException || !failure.Message.StartsWith("EXECABORT", StringComparison.Ordinal))
        {
            return null;
        }
        if (First(HasWrongArity) is { } at)
        {
            return new(at, $"ERR wrong number of arguments for '{_commands[at].FullName}' command");
        }
        await Task.WhenAny(_heard.Task, Task.Delay(LongestWait));
        return _heard.Task.IsCompletedSuccessfully ? await _heard.Task : null;
    }

    public void Dispose() => _multiplexer.ErrorMessage -= Hear;

    private void Hear(object? sender, RedisErrorEventArgs error)
    {
        if (Concerned(error.Message) is { } at)
        {
            _heard.TrySetResult(new(at, error.Message));
        }
    }

    private int? Concerned(string error) => error.Split(' ', 2)[0] switch
    {
        "OOM" => First(c => CommandTable.Pinned.Find(c)?.Has(CommandFlags.DenyOom) != false),
        "MISCONF" or "NOREPLICAS" or "READONLY" => First(c => !ReadTier.Contains(c.FullName)),
        "LOADING" or "BUSY" => 0,
        "NOPERM" => First(c => Names(error, c.FullName.Replace(' ', '|')) || Names(error, c.Name)),
        _ when error.StartsWith("ERR unknown", StringComparison.OrdinalIgnoreCase) => First(c => Names(error, c.Name) || (c.Subcommand is { } word && Names(error, word))),
        _ => null,
    };

    private int? First(Func<RedisCommand, bool> condition)
    {
        for (int i = 0; i < _commands.Count; i++)
        {
            if (condition(_commands[i]))
            {
                return i;
            }
        }
        return null;
    }

    // ERR unknown command 'VADD', with args …; NOPERM … no permissions to run the 'vadd' command
    private static bool Names(string error, string name)
    {
        int quote = error.AsSpan().IndexOfAny('\'', '`');
        return quote >= 0 && error.AsSpan(quote + 1).StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && error.Length > quote + 1 + name.Length && error[quote + 1 + name.Length] == error[quote];
    }

    private static bool HasWrongArity(RedisCommand command)
    {
        int count = command.Arguments.Count + (command.Subcommand is null ? 1 : 2);
        return CommandTable.Pinned.Find(command) is { Arity: var arity } && (arity < 0 ? count < -arity : count != arity);
    }
}
