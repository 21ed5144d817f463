using System.Collections.Concurrent;
using McpRedis.EndToEnd.Http;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Generated;

/// <summary>
/// B13: 20 000 generated messages, half of them over each transport. The program is alive at the end and small, answers
/// no id twice, and says nothing that the published schema does not allow.
/// </summary>
[Collection(Alone.Name)]
public sealed class GeneratedMessageTests(NodeScripts scripts) : IClassFixture<NodeScripts>
{
    private const double LargestMemory = 200; // MiB
    private const int Connections = 8;

    [Fact]
    public async Task B13_Over_stdio()
    {
        var lines = RpcCases.Lines(RpcCases.Count);
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}");
        var answers = new SentAnswers(Post.Handshake);
        // A thousand at a time, each followed by a request that must be answered: so it lives, and is not just buffering.
        foreach (string[] part in lines.Chunk(1000))
        {
            await program.SendAsync(string.Join('\n', part));
            Assert.NotEmpty(await program.ListToolsAsync());
        }
        Assert.InRange(program.PeakMemory, 1, LargestMemory);
        program.CloseInput();
        Assert.Equal(0, await program.WaitForExitAsync());
        while (program.TryNextUnclaimed(out var message))
        {
            answers.Add(message);
        }
        Assert.Empty(program.StrayLines);
        Assert.InRange(answers.Count, RpcCases.Count / 4, RpcCases.Count * 2);
        answers.AnswersEachOnce(lines);
        await answers.AreValidAsync(scripts);
    }

    [Theory]
    [InlineData(Post.Newest)]
    [InlineData(Post.Handshake)]
    public async Task B13_Over_HTTP(string revision)
    {
        var lines = RpcCases.Lines(RpcCases.Count / 2);
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}", "--rate-limit", "0");
        string? session = revision == Post.Handshake ? (await Post.Initialize().SendAsync(program))["Mcp-Session-Id"] : null;
        var (answers, wrong) = (new SentAnswers(revision), new ConcurrentQueue<string>());
        await Parallel.ForEachAsync(lines.Chunk(lines.Count / Connections), async (part, _) =>
        {
            await using var connection = await RawHttp.ConnectAsync(program.Port);
            foreach (string line in part)
            {
                // What the body says is put into the headers as well, or every second case would end at them.
                var post = (session is null ? Post.Of(Says(line, "method")) : Post.Old("ping", session: session)).Saying(line);
                await connection.SendAsync((session is null && line.Contains("tools/call", StringComparison.Ordinal) ? post.With("Mcp-Name", Says(line, "name")) : post).ToString());
                var reply = await connection.ReadAsync();
                if (reply.Status is not (200 or 202 or 400 or 404) || reply.Messages.Count(message => message.TryGetProperty("id", out var _)) > 1)
                {
                    wrong.Enqueue($"{line}\n{reply}");
                }
                lock (answers)
                {
                    foreach (var message in reply.Messages)
                    {
                        answers.Add(message);
                    }
                }
            }
        });
        Assert.True(wrong.IsEmpty, string.Join("\n\n", wrong.Take(10)));
        var alive = session is null ? Post.Of("tools/list") : Post.Old("tools/list", session: session);
        Assert.Equal(200, (await alive.SendAsync(program)).Status);
        Assert.InRange(program.PeakMemory, 1, LargestMemory);
        Assert.InRange(answers.Count, RpcCases.Count / 4, RpcCases.Count);
        answers.AnswersEachOnce(lines);
        await answers.AreValidAsync(scripts);
    }

    // "method":"tools/list" gives tools/list, as far as a header can hold it.
    private static string Says(string line, string member)
    {
        int at = line.IndexOf($"\"{member}\":\"", StringComparison.Ordinal);
        int start = at + member.Length + 4;
        int end = at < 0 ? -1 : line.IndexOf('"', start);
        return end < 0 ? "none" : new string([.. line[start..end].Where(character => character is > ' ' and < '\x7f')]);
    }
}
