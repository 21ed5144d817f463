using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>
/// Why a server did not take a command into a transaction. The client library passes on only that EXEC was aborted;
/// the server's reason it tells its listeners, who cannot know whose it is. So only reasons that hold for the whole
/// server are taken, and those that name one of the commands: they are right for every call that was refused at the time.
/// </summary>
internal sealed class QueueRefusals : IDisposable
{
    private static readonly string[] ServerWide = ["OOM ", "MISCONF ", "NOREPLICAS ", "READONLY ", "LOADING ", "BUSY "];

    // Listeners are called on another thread, after the reply is there.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly IConnectionMultiplexer _multiplexer;
    private readonly IReadOnlyList<RedisCommand> _commands;
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QueueRefusals(IConnectionMultiplexer multiplexer, IReadOnlyList<RedisCommand> commands)
    {
        (_multiplexer, _commands) = (multiplexer, commands);
        _multiplexer.ErrorMessage += Hear;
    }

    /// <summary>The server's reason; null when the failure is another one, or the reason is not known.</summary>
    public async Task<Fault?> ReasonAsync(Exception failure)
    {
        if (failure is not RedisServerException || !failure.Message.StartsWith("EXECABORT", StringComparison.Ordinal))
        {
            return null;
        }
        await Task.WhenAny(_reason.Task, Task.Delay(LongestWait));
        if (!_reason.Task.IsCompletedSuccessfully)
        {
            return null;
        }
        string reason = await _reason.Task;
        return RedisFaults.FromReply(reason, (_commands.FirstOrDefault(command => Names(reason, command)) ?? _commands[0]).FullName);
    }

    public void Dispose() => _multiplexer.ErrorMessage -= Hear;

    private void Hear(object? sender, RedisErrorEventArgs error)
    {
        if (ServerWide.Any(code => error.Message.StartsWith(code, StringComparison.Ordinal)) || _commands.Any(command => Names(error.Message, command)))
        {
            _reason.TrySetResult(error.Message);
        }
    }

    // ERR unknown command 'VADD', with args …; NOPERM … no permissions to run the 'vadd' command
    private static bool Names(string message, RedisCommand command)
    {
        string told = message.StartsWith("ERR unknown command ", StringComparison.OrdinalIgnoreCase) ? message[20..]
            : message.StartsWith("NOPERM ", StringComparison.Ordinal) && message.IndexOf("permissions to run the ", StringComparison.Ordinal) is var at and > 0 ? message[(at + 23)..] : "";
        return told.Length > command.Name.Length + 1 && told[0] is '\'' or '`' && told.AsSpan(1).StartsWith(command.Name, StringComparison.OrdinalIgnoreCase)
            && told[command.Name.Length + 1] is '\'' or '`' or '|';
    }
}
