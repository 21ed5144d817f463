using System.Text;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Raw;

/// <summary>Doors for bulk work, as a job would have them.</summary>
internal static class Doors
{
    public static readonly string[] Everything =
        ["PING", "ECHO", "GET", "SET", "DEL", "MGET", "DUMP", "PTTL", "RESTORE", "SCAN", "INFO", "TIME", "SYNC", "PSYNC", "REPLCONF", "CONFIG SET", "CLIENT TRACKING", "INCR", "DBSIZE", "CLIENT INFO", "DEBUG"];

    public static RedisConnection Connection(this ConnectionOptions options, string? prefix = null, TimeProvider? time = null) => new(options, AccessLevel.Full, prefix, time ?? TimeProvider.System);

    public static IBulkGateway Door(this RedisConnection connection, AccessLevel access = AccessLevel.Full, CommandTrace? trace = null) => connection.BindBulk(Everything, access, trace ?? new());

    /// <summary>A connection to the one master there is.</summary>
    public static async Task<RespPipe> OpenAsync(this IBulkGateway door, RespPipeOptions? options = null) =>
        await door.OpenAsync((await door.ResolveAsync(TestTimeout.Token())).Masters[0], options ?? RespPipeOptions.Default, TestTimeout.Token());

    public static ConnectionOptions Peer(int port) => new() { Name = "peer", Source = "test", Kind = ConnectionKind.Server, Endpoints = [new("127.0.0.1", port)] };

    public static Task<RespPipe> OpenAsync(this IBulkGateway door, ScriptedPeer peer, RespPipeOptions? options = null) =>
        door.OpenAsync(new("", new System.Net.DnsEndPoint("127.0.0.1", peer.Port)), options ?? RespPipeOptions.Default, TestTimeout.Token());

    public static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    public static void Write(this RespCommandWriter to, BulkCommand command, params string[] arguments)
    {
        to.Begin(command, arguments.Length);
        foreach (string argument in arguments)
        {
            to.Argument(Ascii(argument));
        }
    }
}
