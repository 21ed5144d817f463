using System.Runtime.InteropServices;
using McpRedis.Faults;
using McpRedis.Stdio;
using ModelContextProtocol.Server;

namespace McpRedis.Hosting;

/// <summary><c>mcp-redis</c>, <c>mcp-redis stdio</c>: serves until stdin ends and everything asked is answered, or a signal comes.</summary>
internal static class StdioCommand
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(Startup startup)
    {
        if (startup.Refuse() is { } refused)
        {
            return refused;
        }
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;   // we leave by ourselves, in order
            stop.Cancel();
        }
        using var loggers = startup.Loggers();
        using var telemetry = Startup.Telemetry();
        try
        {
            await using var composition = await startup.ComposeAsync(loggers, stop.Token);
            await using var transport = new StdioTransport(StandardHandles.OpenInput(), StandardHandles.OpenOutput(), composition.Catalogue, composition.Pipeline, loggers, TimeProvider.System, deskOpen: telemetry is null);
            // Beside the first answer, not before it.
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            transport.Prepare();
            await transport.ServerNeeded.WaitAsync(stop.Token);
            _ = EndAsync(transport, composition, stop);
            await using var server = McpServer.Create(transport, composition.Local.Options, loggers, composition);
            transport.Attach(server);
            await server.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A signal is a normal end.
        }
        catch (Fault fault)
        {
            Console.Error.WriteLine($"mcp-redis: {fault.Message} {fault.Hint}");
            return ExitCode.Configuration;
        }
        return ExitCode.Ok;
    }

    // Everything is answered by now, or had its time. Whatever still runs must not keep the process.
    private static async Task EndAsync(StdioTransport transport, Composition composition, CancellationTokenSource stop)
    {
        await transport.MessageReader.Completion.ContinueWith(_ => { }, TaskScheduler.Default);
        composition.Subscriptions.End();
        await Task.Delay(Grace, TimeProvider.System, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await stop.CancelAsync();
    }
}
