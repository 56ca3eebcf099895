using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Silo.Clustering;

namespace RetailGrains.Tests.Unit.Clustering;

public sealed class LostSilosTests : IDisposable
{
    private readonly LostSilos _silos = new();

    public void Dispose() => _silos.Dispose();

    [Fact]
    public async Task Pending_idempotent_calls_end_when_a_connection_is_lost()
    {
        var pending = Call.To<ILedgerPartitionGrain>();
        Task call = _silos.Invoke(pending);
        Assert.False(call.IsCompleted);
        _silos.Report();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);

        var next = Call.To<ILedgerPartitionGrain>();
        Task later = _silos.Invoke(next);
        next.Answer.SetResult();
        await later;
    }

    [Fact]
    public async Task Other_calls_wait_for_their_answer()
    {
        var pending = Call.To<IImportGrain>();
        Task call = _silos.Invoke(pending);
        _silos.Report();
        pending.Answer.SetResult();
        await call;
    }

    [Fact]
    public async Task A_call_that_fails_alone_reports_its_own_failure()
    {
        var pending = Call.To<ILedgerPartitionGrain>();
        Task call = _silos.Invoke(pending);
        pending.Answer.SetException(new InvalidOperationException("its own"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => call);
    }

    /// <summary>A call that the test answers.</summary>
    private sealed class Call(object grain) : IOutgoingGrainCallContext
    {
        public TaskCompletionSource Answer { get; } = new();

        public object Grain => grain;

        public IInvokable Request => throw new NotSupportedException();

        public MethodInfo InterfaceMethod => throw new NotSupportedException();

        public string InterfaceName => throw new NotSupportedException();

        public string MethodName => throw new NotSupportedException();

        public GrainInterfaceType InterfaceType => throw new NotSupportedException();

        public object? Result { get; set; }

        public Response? Response { get; set; }

        public GrainId? SourceId => null;

        public GrainId TargetId => throw new NotSupportedException();

        public IGrainContext? SourceContext => null;

        public static Call To<TGrain>()
            where TGrain : class => new(DispatchProxy.Create<TGrain, Nobody>());

        public Task Invoke() => Answer.Task;
    }

    /// <summary>A grain reference that is never called.</summary>
    public class Nobody : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
