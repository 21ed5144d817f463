using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Pipeline;

namespace McpRedis.Hosting;

/// <summary>
/// <c>mcp-redis migrate --from A --to B</c>: plan, question and copy in a terminal, by the tools and through the guards that a client has. Ctrl-C stops it at a point from which
/// <c>--resume</c> goes on.
/// </summary>
internal static class MigrateCommand
{
    private const string PlanTool = "redis_migration_plan", StartTool = "redis_migration_start", CompareTool = "redis_migration_compare";

    // What a key can come to without being on the target as it was, its own choice aside.
    private static readonly string[] LeftBehind = ["tooLarge", "refused", "failed", "unstable"];

    public static async Task<int> RunAsync(Startup startup, MigrateRequest request, CancellationToken cancellationToken)
    {
        if (startup.Refuse(Mistakes(request)) is { } refused)
        {
            return refused;
        }
        SocketThreads.GoOnThemselves();
        bool isCopied = false;
        using var loggers = startup.Loggers(isDrawnOver: !Console.IsErrorRedirected);
        try
        {
            await using var composition = await startup.ComposeAsync(loggers, cancellationToken);
            string planId = request.Resume ?? "";
            if (request.Resume is null)
            {
                var plan = await CallAsync(composition, PlanTool, MigrateArguments.Plan(request), request, cancellationToken);
                Show(MigrateText.Plan(plan));
                if (request.PlanOnly)
                {
                    return plan.GetProperty("executable").GetBoolean() ? ExitCode.Ok : ExitCode.Failed;
                }
                planId = plan.GetProperty("planId").GetString()!;
            }
            int code = await StartAsync(composition, request, planId, cancellationToken);
            isCopied = true;
            return request is { Compare: false, Repair: false } || cancellationToken.IsCancellationRequested ? code : await CompareAsync(composition, request, planId, code, cancellationToken);
        }
        catch (Fault fault)
        {
            Console.Error.WriteLine($"mcp-redis: {TerminalText.Of(startup.Configuration.Redaction.Scrub(fault.Message))} {fault.Hint}");
            return fault.Code switch
            {
                ErrorCode.InvalidArgument => ExitCode.Usage,
                ErrorCode.NotConfigured => ExitCode.Configuration,
                _ => ExitCode.Failed,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine(isCopied ? "mcp-redis: stopped while it was compared; what was copied stays." : "mcp-redis: stopped before anything was copied.");
            return ExitCode.Failed;
        }
    }

    private static async Task<int> StartAsync(Composition composition, MigrateRequest request, string planId, CancellationToken cancellationToken)
    {
        var started = await CallAsync(composition, StartTool, MigrateArguments.Start(request, planId), request, cancellationToken);
        bool keys = !Console.IsInputRedirected && !Console.IsErrorRedirected;
        var live = new MigrateLive(ct => CallAsync(composition, StartTool, MigrateArguments.CutOver(request, planId), request, ct), request.CutOver, keys);
        var job = JobOf(composition, started.GetProperty("id").GetString()!);
        await JobBar.UntilEndedAsync(job, live.LookAsync, composition.Time, cancellationToken);
        return Tell(job, $"mcp-redis migrate --to {request.To} --resume {planId}");
    }

    // What was left behind by name shows here as missing, too: the comparison has the last word, once nothing is left to mend.
    private static async Task<int> CompareAsync(Composition composition, MigrateRequest request, string planId, int code, CancellationToken cancellationToken)
    {
        var (isEqual, repairId) = await LookAsync(composition, request, planId, cancellationToken);
        if (request.Repair && repairId is not null)
        {
            code = await StartAsync(composition, request, repairId, cancellationToken);
            (isEqual, _) = await LookAsync(composition, request, planId, cancellationToken);
        }
        return isEqual ? code : ExitCode.Failed;
    }

    private static async Task<(bool IsEqual, string? RepairId)> LookAsync(Composition composition, MigrateRequest request, string planId, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(composition, CompareTool, MigrateArguments.Compare(request, planId), request, cancellationToken);
        if (reply.GetProperty("state").ValueEquals("running"))
        {
            var job = JobOf(composition, reply.GetProperty("jobId").GetString()!);
            await JobBar.UntilEndedAsync(job, null, composition.Time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var report = job.Result as JobReport ?? throw (job.Failure as Fault ?? new Fault(ErrorCode.Internal, "The comparison failed in a way it should not.", "The log says more."));
            Show(MigrateText.Report(report));
            return (report.Counts["differing"] == 0, report.PlanId);
        }
        Show(MigrateText.Comparison(reply));
        return (reply.GetProperty("equal").GetBoolean(), reply.GetProperty("repair") is { ValueKind: JsonValueKind.Object } repair ? repair.GetProperty("planId").GetString() : null);
    }

    private static Job JobOf(Composition composition, string id) => ((JobRegistry)composition.GetService(typeof(JobRegistry))!).Find(id, Principal.Local.Name)!;

    private static void Show(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Console.Out.WriteLine(line);
        }
    }

    private static List<string> Mistakes(MigrateRequest request)
    {
        var mistakes = new List<string>();
        if ((request.From is null) == (request.Resume is null))
        {
            mistakes.Add(request.From is null ? "--from: name the connection to copy from, or give --resume with the id of a plan." : "--resume: goes on with a plan that has its own source; leave --from out.");
        }
        if (request.Resume is not null && (request.Compare || request.Repair))
        {
            mistakes.Add("--compare, --repair: go with a plan made here; compare with redis_migration_compare when the migration that was gone on with is over.");
        }
        if (request is { CutOver: true, Live: false, Resume: null })
        {
            mistakes.Add("--cut-over: is for a migration that carries changes over; give --live.");
        }
        if (request is { PlanOnly: true, Resume: not null })
        {
            mistakes.Add("--plan: makes a new plan; leave --resume out.");
        }
        return mistakes;
    }

    // The reply, or the error as a fault. Who is asked: the user in the terminal; nobody with --yes; without either the call is refused.
    private static async Task<JsonElement> CallAsync(Composition composition, string name, Dictionary<string, JsonElement> arguments, MigrateRequest request, CancellationToken cancellationToken)
    {
        if (composition.Catalogue.Find(name) is not { } tool)
        {
            throw composition.Catalogue.TakesConnection
                ? new Fault(ErrorCode.AccessDenied, $"{name} is not among the tools that are open here.", "See --access, --toolsets and --exclude-tools.")
                : new Fault(ErrorCode.NotConfigured, "A migration needs two connections, and there is only one.", "Set REDIS_URL_NAME for another.");
        }
        bool terminal = !Console.IsInputRedirected && !Console.IsErrorRedirected;
        var call = new CallRequest(tool, arguments, Proof: request.Yes || terminal ? CallProof.Asking : CallProof.Telling);
        var outcome = await AskedCall.RunAsync(
            composition.Pipeline,
            call,
            async needed =>
            {
                if (request.Yes)
                {
                    return new(ConfirmPath.User, needed.Seal, UserChoice.Yes, needed.Effect.Target);
                }
                // A person may take minutes, and the thread this is on may be the one that watches the sockets of a copy.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                return TerminalQuestion.Ask(needed, Console.In, Console.Error);
            },
            cancellationToken);
        using var document = JsonDocument.Parse(outcome.Json);
        if (!outcome.IsError)
        {
            return document.RootElement.Clone();
        }
        throw outcome.Code == ErrorCode.ConfirmationRequired
            ? new Fault(ErrorCode.ConfirmationRequired, "Nobody can be asked here, and nothing was done.", "Run it in a terminal, or give --yes.")
            : new Fault(outcome.Code!.Value, document.RootElement.GetProperty("message").GetString()!, document.RootElement.GetProperty("hint").GetString()!);
    }

    private static int Tell(Job job, string resume)
    {
        var report = job.Result as JobReport ?? job.Progress.Report;
        Show(report is null ? [] : MigrateText.Report(report));
        if (job.State == JobState.Succeeded)
        {
            return report is not null && LeftBehind.Any(name => report.Counts.GetValueOrDefault(name) > 0) ? ExitCode.Failed : ExitCode.Ok;
        }
        Console.Error.WriteLine(job switch
        {
            { State: JobState.Cancelled } => "mcp-redis: stopped; what was copied stays.",
            { Failure: Fault fault } => $"mcp-redis: {TerminalText.Of(fault.Message)} {fault.Hint}",
            _ => "mcp-redis: the migration failed in a way it should not; the log says more.",
        });
        Console.Error.WriteLine($"To go on: {resume}");
        return ExitCode.Failed;
    }
}
