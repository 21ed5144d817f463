using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Migration.Probe;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Migration.Planning;

/// <summary>
/// Makes a plan: looks at both ends at once, samples the source for at most two seconds, looks for names of the sample on the target, and judges. It writes
/// nothing anywhere: both gateways are bound at read access.
/// </summary>
/// <param name="ends">The two ends.</param>
/// <param name="trace">Of the call.</param>
/// <param name="time">Clock.</param>
internal sealed class MigrationPlanner(MigrationEnds ends, CommandTrace trace, TimeProvider time)
{
    /// <exception cref="Fault">One of the ends cannot be asked at all, is a sentinel, or the selection names what is not open.</exception>
    public async Task<MigrationPlan> PlanAsync(PlanOptions options, CancellationToken cancellationToken)
    {
        var source = new EndProbe(EndGateway.Bind(ends.Source, null, trace), time).RunAsync(cancellationToken);
        var target = new EndProbe(EndGateway.Bind(ends.Target, null, trace), time).RunAsync(cancellationToken);
        await Task.WhenAll(source, target);
        var input = await LookAsync(options, await source, await target, cancellationToken);
        var verdicts = PathRules.Judge(input);
        var chosen = PathRules.Choose(verdicts, options.Path)?.Path;
        // What is checked where no path is open is what the widest of them needs.
        var path = chosen ?? MigrationPath.Scan;
        var (sourceCommands, targetCommands) = chosen is null ? ([], []) : PlanSteps.Commands(input, path);
        return new MigrationPlan
        {
            Id = PlanRegistry.NewId(),
            MadeAt = time.GetUtcNow(),
            Ends = ends,
            Options = options,
            Source = input.Source,
            Target = input.Target,
            Path = chosen,
            Paths = verdicts,
            Checks = [.. TargetChecks.Run(input, path), .. SourceChecks.Run(input, path), .. PairChecks.Run(input, path)],
            Losses = chosen is null ? [] : PlanLosses.Of(input, path),
            Estimate = chosen is null ? null : PlanEstimate.Of(input, path),
            Steps = chosen is null ? [] : PlanSteps.Of(input, path),
            SourceCommands = sourceCommands,
            TargetCommands = targetCommands,
            Rollback = chosen is null ? "" : PlanSteps.Rollback(input, path),
            Taken = input.Collisions?.Taken ?? [],
        };
    }

    private async Task<PlanInput> LookAsync(PlanOptions options, ServerFacts source, ServerFacts target, CancellationToken cancellationToken)
    {
        foreach (var end in new[] { source, target })
        {
            if (end.Profile.Mode == ServerMode.Sentinel)
            {
                throw new Fault(ErrorCode.UnsupportedByServer, $"Connection '{end.Connection}' leads to a sentinel, which holds no data.", "The operator writes it as redis+sentinel:// to reach the master.");
            }
        }
        var mapping = options.Selection.Mapping;
        var known = source.Databases is { IsKnown: true } told ? told.Value! : await CountAsync(options, cancellationToken);
        IReadOnlyList<DatabaseSize> databases = [.. known.Where(size => mapping.TryMapDatabase(size.Database, out _) && IsOpen(size.Database))];
        var sample = await new SourceSampler(number => EndGateway.Bind(ends.Source, DatabaseOf(ends.Source, number), trace), source, options.Selection.Filter, new ValueSurvey(source, target), options.KeepIdle, time).RunAsync(databases, cancellationToken);
        var input = new PlanInput { Ends = ends, Options = options, Source = source, Target = target, Databases = databases, KeysAreKnown = known.All(size => size.Keys >= 0), Sample = sample, Collisions = null };
        return input with { Collisions = await CollisionsAsync(input, cancellationToken) };
    }

    // Where INFO is closed: the databases that were named, or the connection's own, by DBSIZE. Minus one where that is closed, too.
    private async Task<IReadOnlyList<DatabaseSize>> CountAsync(PlanOptions options, CancellationToken cancellationToken)
    {
        var sizes = new List<DatabaseSize>();
        int[] named = [.. options.Selection.Request.Databases.Select(move => move.Source)];
        foreach (int number in named.Length > 0 ? named : [ends.Source.Options.Database])
        {
            long keys = -1;
            try
            {
                var masters = ends.Source.Options.Kind == ConnectionKind.Cluster
                    ? (await EndGateway.Bind(ends.Source, null, trace).ForEachMasterAsync(RedisCommand.Of("DBSIZE"), cancellationToken)).Select(node => node.Fault is { } fault ? throw fault : node.Reply)
                    : [await EndGateway.Bind(ends.Source, DatabaseOf(ends.Source, number), trace).ExecuteAsync(RedisCommand.Of("DBSIZE"), cancellationToken)];
                keys = masters.Sum(reply => reply.Integer);
            }
            catch (Fault fault) when (fault.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer or ErrorCode.KeyOutOfScope)
            {
                // Not known, which the plan says.
            }
            sizes.Add(new(number, keys, 0));
        }
        return sizes;
    }

    private bool IsOpen(int database) => ends.Source.Options.Databases?.Contains(database) ?? true;

    // The connection's own needs no leave; any other is asked for by number.
    private static int? DatabaseOf(RedisConnection connection, int number) => number == connection.Options.Database ? null : number;

    private async Task<Collisions?> CollisionsAsync(PlanInput input, CancellationToken cancellationToken)
    {
        var taken = new List<byte[]>();
        int looked = 0;
        var mapping = input.Options.Selection.Mapping;
        foreach (var group in input.Sample.Names.GroupBy(name => mapping.TryMapDatabase(name.Database, out int to) ? to : 0))
        {
            if (input.Target.IsCluster && group.Key != 0)
            {
                continue;   // there is no such place, which a check says
            }
            if (input.Target.DatabaseLimit is { IsKnown: true } limit && group.Key >= limit.Value)
            {
                continue;
            }
            byte[][] names = [.. group.Select(name => mapping.NameOf(name.Database, name.Key))];
            var outcomes = await EndGateway.Bind(ends.Target, DatabaseOf(ends.Target, group.Key), trace)
                .ExecuteEachAsync([.. names.Select(name => RedisCommand.Of("EXISTS").Key(name))], cancellationToken);
            if (outcomes.All(outcome => outcome.Fault is not null))
            {
                return null;
            }
            looked += names.Length;
            taken.AddRange(names.Where((_, i) => outcomes[i].Fault is null && outcomes[i].Reply.Integer > 0));
        }
        return new(looked, taken);
    }
}
