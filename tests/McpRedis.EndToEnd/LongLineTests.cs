using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>B09: lines longer than anybody may send are refused without being kept.</summary>
[Collection(Alone.Name)]
public sealed class LongLineTests(RedisFixture redis)
{
    private const int InvalidRequest = -32600;
    private const double LargestMemory = 150; // MiB

    [Theory]
    [InlineData(20, true)]
    [InlineData(200, true)]
    [InlineData(200, false)]
    public async Task B09_A_huge_line_is_cut_off(int mebibytes, bool insideARequest)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        await program.SendAsync(insideARequest ? """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"redis_key_get","arguments":{"key":" """.TrimEnd() : "");
        byte[] chunk = new byte[1 << 20];
        Array.Fill(chunk, (byte)'x');
        for (int sent = 0; sent < mebibytes; sent++)
        {
            await program.SendAsync(chunk);
        }
        await program.SendAsync(""); // the newline, at last

        var refusal = await program.NextUnclaimedAsync();
        Assert.Equal(InvalidRequest, refusal.GetProperty("error").GetProperty("code").GetInt32());
        Assert.NotEmpty(await program.ListToolsAsync());
        Assert.InRange(program.PeakMemory, 1, LargestMemory);
        Assert.Empty(program.StrayLines);
    }

    [Fact]
    public async Task B09_A_huge_line_that_never_ends_ends_with_the_input()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        byte[] chunk = new byte[1 << 20];
        for (int sent = 0; sent < 200; sent++)
        {
            await program.SendAsync(chunk);
        }
        Assert.InRange(program.PeakMemory, 1, LargestMemory);
        program.CloseInput();

        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.Empty(program.StrayLines);
    }

    [Fact]
    public async Task B09_A_large_line_within_the_limit_is_served()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        string key = RedisFixture.Prefix() + "large", value = new('v', 4 << 20);

        var reply = await program.CallAsync("redis_string_set", new { items = new[] { new { key, value } } });
        Assert.False(reply.IsError, reply.Text);
        Assert.Equal(value.Length, (await redis.CallAsync("STRLEN", key)).Integer);
        await redis.CallAsync("DEL", key);
    }
}
