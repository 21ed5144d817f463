namespace McpRedis.Migration.Planning;

/// <summary>What a check came to.</summary>
internal enum CheckState
{
    Ok,
    /// <summary>The migration can run; somebody should know this first.</summary>
    Warning,
    /// <summary>The migration must not run as it is planned.</summary>
    Stop,
}

/// <param name="Name">What was looked at.</param>
/// <param name="State">What it came to.</param>
/// <param name="Evidence">The figures it rests on, or why they are not known.</param>
internal sealed record PlanCheck(string Name, CheckState State, string Evidence)
{
    public static PlanCheck Ok(string name, string evidence) => new(name, CheckState.Ok, evidence);

    public static PlanCheck Warning(string name, string evidence) => new(name, CheckState.Warning, evidence);

    public static PlanCheck Stop(string name, string evidence) => new(name, CheckState.Stop, evidence);
}

/// <summary>A path and what speaks for or against it.</summary>
/// <param name="Path">The path.</param>
/// <param name="Open">Both ends allow it, for this selection.</param>
/// <param name="Executable">This version of the program can carry it out.</param>
/// <param name="Reason">Why it is open, or everything that closes it.</param>
internal sealed record PathVerdict(MigrationPath Path, bool Open, bool Executable, string Reason);

/// <summary>Something that does not arrive.</summary>
/// <param name="Kind">What: <c>fieldTtls</c>, <c>modules</c>, …</param>
/// <param name="Keys">About how many keys, by sample, 0 when it had none; null where keys are not the point.</param>
/// <param name="Text">What it means.</param>
internal sealed record PlanLoss(string Kind, long? Keys, string Text);
