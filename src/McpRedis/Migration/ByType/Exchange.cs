using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

/// <summary>Commands that go out one right after the other, and their replies.</summary>
internal sealed class Exchange(IReadOnlyList<TypeCall> calls)
{
    private readonly RespValue[] _replies = new RespValue[calls.Count];

    public TaskCompletionSource<RespValue[]> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Write(RespCommandWriter to)
    {
        foreach (var call in calls)
        {
            to.Begin(call.Command, call.Arguments.Length);
            foreach (var argument in call.Arguments)
            {
                to.Argument(argument.Span);
            }
        }
    }

    public async Task ReadAsync(RespPipe pipe, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _replies.Length; i++)
        {
            if (!await pipe.ReadAsync(cancellationToken))
            {
                throw new EndOfStreamException("The server closed the connection.");
            }
            if (pipe.Reply.IsSkipped)
            {
                throw new RespFormatException(pipe.Replies.Received, "A reply is larger than what is held");
            }
            _replies[i] = pipe.Reply.ToValue();
        }
        Done.TrySetResult(_replies);
    }
}
