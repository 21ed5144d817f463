using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>Tools that tell something while they run: progress and log messages.</summary>
internal static class FixtureNotices
{
    // The suite asks for it: what comes must come one by one.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static IEnumerable<FixtureTool> Tools =>
    [
        new("test_tool_with_progress", async (request, cancellationToken) =>
        {
            foreach (int percent in (int[])[0, 50, 100])
            {
                if (request.Params?.ProgressToken is { } token)
                {
                    await request.Server.NotifyProgressAsync(token, new ProgressNotificationValue { Progress = percent, Total = 100 }, cancellationToken: cancellationToken);
                }
                await Task.Delay(Pause, cancellationToken);
            }
            return FixtureTool.Text("Told of progress.");
        }),
        new("test_tool_with_logging", async (request, cancellationToken) =>
        {
            foreach (string text in (string[])["Tool execution started", "Tool processing data", "Tool execution completed"])
            {
                await LogAsync(request.Server, text, cancellationToken);
                await Task.Delay(Pause, cancellationToken);
            }
            return FixtureTool.Text("Logged.");
        }),
        // Since 2026-07-28 a client that wants log messages says so in each request.
        new("test_logging_tool", async (request, cancellationToken) =>
        {
            if (request.Params?.Meta?.ContainsKey(MetaKeys.LogLevel) == true)
            {
                await LogAsync(request.Server, "Wanted", cancellationToken);
            }
            return FixtureTool.Text("Logged where it was wanted.");
        }),
    ];

    private static Task LogAsync(McpServer server, string text, CancellationToken cancellationToken) => server.SendNotificationAsync(
        NotificationMethods.LoggingMessageNotification,
        new JsonObject { ["level"] = "info", ["data"] = text },
        McpJsonUtilities.DefaultOptions,
        cancellationToken);
}
