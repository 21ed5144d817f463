namespace McpRedis.Redis.Raw;

/// <summary>Takes the replies of a <see cref="RespPipeline"/>, in the order of its commands and one at a time. It must not wait.</summary>
internal interface IReplyHandler
{
    /// <param name="reply">The reply, an error included; valid during the call.</param>
    /// <param name="command">The command as it was encoded; valid during the call. <see cref="SentCommand"/> takes it apart.</param>
    /// <param name="tag">As given when the command was written.</param>
    void OnReply(RespFrame reply, ReadOnlySpan<byte> command, long tag);
}
