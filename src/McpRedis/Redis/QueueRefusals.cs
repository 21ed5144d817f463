using StackExchange.Redis;

namespace McpRedis.Redis;

/// <param name="At">Index of the command; null when it could be any of several.</param>
/// <param name="Text">The server's words.</param>
internal readonly record struct QueueRefusal(int? At, string Text);

/// <summary>
/// Which command of a transaction a server did not take, and why. The client library passes on only that EXEC was
/// aborted; the server's reason it tells its listeners, who cannot know whose it is. So only reasons are taken that are
/// right whoever heard them: what holds for the whole server, for our user, or for every command of a name; and what
/// can be seen without being told, a wrong number of arguments. That a key or channel is out of the user's reach names
/// neither command nor key; it is taken where nothing better was heard.
/// </summary>
internal sealed class QueueRefusals : IDisposable
{
    // Listeners are called on another thread, after the reply is there.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly IConnectionMultiplexer _multiplexer;
    private readonly IReadOnlyList<RedisCommand> _commands;
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueueRefusal? _named, _unnamed;

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
        if (failure.Message.StartsWith(RedisFaults.AbortReason, StringComparison.Ordinal))
        {
            return new(null, failure.Message[RedisFaults.AbortReason.Length..]);
        }
        await Task.WhenAny(_heard.Task, Task.Delay(LongestWait));
        return _named ?? _unnamed;
    }

    public void Dispose() => _multiplexer.ErrorMessage -= Hear;

    private void Hear(object? sender, RedisErrorEventArgs error)
    {
        if (Concerned(error.Message) is { } at)
        {
            _named ??= new(at, error.Message);
            _heard.TrySetResult();
        }
        else if (error.Message.StartsWith("NOPERM", StringComparison.Ordinal) && !error.Message.Contains("permissions to run", StringComparison.OrdinalIgnoreCase))
        {
            _unnamed ??= new(_commands.Count == 1 || OneKey() ? 0 : null, error.Message);
            _heard.TrySetResult();
        }
    }

    private bool OneKey() => _commands.All(c => c.Arguments.Any(a => a.IsKey))
        && _commands.SelectMany(c => c.Arguments).Where(a => a.IsKey).Select(a => a.Bytes.ToArray()).Distinct(ByteArrayComparer.Instance).Count() == 1;

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
