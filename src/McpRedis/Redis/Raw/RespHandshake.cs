using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <summary>What comes ahead of the first command: protocol, login, database, name.</summary>
internal static class RespHandshake
{
    /// <returns>The protocol that is spoken now.</returns>
    /// <exception cref="Fault">The server refused the login or the database.</exception>
    public static async Task<int> RunAsync(RespPipe pipe, ConnectionOptions connection, RespPipeOptions options, CancellationToken cancellationToken)
    {
        int protocol = 2;
        if ((options.Protocol ?? connection.Protocol) == 3)
        {
            string[] login = connection.Password is { } word ? ["AUTH", connection.User ?? "default", word] : [];
            var hello = await pipe.GreetAsync(RespEncoding.Words(["HELLO", "3", .. login]), cancellationToken);
            // Servers before Redis 6 and some services do not know it, users may not be allowed it: RESP2 needs none.
            protocol = hello.IsError ? 2 : 3;
            if (hello.IsError && hello.Text.StartsWith("WRONGPASS", StringComparison.Ordinal))
            {
                throw ConnectionFault.OfLogin(connection, hello.Text);
            }
        }
        if (protocol == 2 && connection.Password is { } password)
        {
            string[] login = connection.User is { } user ? ["AUTH", user, password] : ["AUTH", password];
            var reply = await pipe.GreetAsync(RespEncoding.Words(login), cancellationToken);
            if (reply.IsError)
            {
                throw ConnectionFault.OfLogin(connection, reply.Text);
            }
        }
        // So that an operator sees in CLIENT LIST whose it is. A user without this right works all the same.
        var named = await pipe.GreetAsync(RespEncoding.Words("CLIENT", "SETNAME", connection.ClientName ?? "mcp-redis"), cancellationToken);
        if (named.IsError && named.Text.StartsWith("NOAUTH", StringComparison.Ordinal))
        {
            throw ConnectionFault.OfLogin(connection, named.Text);
        }
        if ((options.Database ?? connection.Database) is > 0 and var database)
        {
            var reply = await pipe.GreetAsync(RespEncoding.Words("SELECT", $"{database}"), cancellationToken);
            if (reply.IsError)
            {
                throw RedisFaults.FromReply(reply.Text, "SELECT");
            }
        }
        if (options.ReadsReplica)
        {
            // Outside of clusters it is refused, and not needed.
            await pipe.GreetAsync(RespEncoding.Words("READONLY"), cancellationToken);
        }
        if (options.DoesNotTouch)
        {
            await pipe.GreetAsync(RespEncoding.Words("CLIENT", "NO-TOUCH", "ON"), cancellationToken);
        }
        return protocol;
    }
}
