using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Guard.Commands;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Pipeline;

/// <summary>
/// May the call run, and with what in hand: the tool's declared risk is judged, then the call gets a gateway that
/// lets through the commands the tool declared, at the access level in force, inside the key scope, and no others.
/// </summary>
/// <param name="grant">Whose callers these are.</param>
/// <param name="options">What the operator allows, lowered by the grant.</param>
/// <param name="connections">Open to them.</param>
/// <param name="desk">For confirmations.</param>
internal sealed class GuardFilter(Grant grant, GuardOptions options, ConnectionRegistry connections, ConfirmDesk desk)
{
    public static Fault OtherRights => new(ErrorCode.AccessDenied, "The rights of this caller are not those of the session.", "Begin a new session.");

    public ValueTask<CallOutcome> RunAsync(CallRecord call, CallNext next, CancellationToken cancellationToken)
    {
        // A session outlives a change of its caller's rights; its server knows the old ones.
        if (call.Request.Principal.Grant != grant)
        {
            throw OtherRights;
        }
        var connection = call.Connection is { } name ? connections.Get(name) : null;
        var identity = new CallIdentity(call.Request.Principal.Name, call.Connection, call.Database ?? connection?.Options.Database, call.Tool.Name, call.Request.Arguments);
        call.Guard = new CallGuard(options, connection?.Access ?? options.Access, call.Tool.Name, call.Tool.Risk, new CallConfirmation(desk, identity, call.Proof));
        if (call.Tool.ByCommand)
        {
            call.Admitted = new AdmittedCommands(call.Guard);   // asks for each command
            call.Guard.RequireFitConfirmation();
        }
        else
        {
            call.Guard.RequireAccess();
        }
        if (connection is not null)
        {
            call.Gateway = ObservedGateway.Around(
                connection.Bind(call.Database, call.Tool.Commands, call.Guard.Access, call.Trace, call.Guard.BeforeChange, call.Admitted is { } admitted ? admitted.Contains : null),
                connection.Options);
        }
        return next(call, cancellationToken);
    }
}
