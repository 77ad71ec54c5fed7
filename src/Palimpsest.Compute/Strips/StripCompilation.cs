namespace Palimpsest.Compute;

/// <summary>Compiling within a memory budget.</summary>
public static class StripCompilation
{
    /// <summary>
    /// The plan of the whole graph when it fits into the budget, else a plan that works in strips of rows and keeps feature maps in
    /// temporary files. Both give the same bits.
    /// </summary>
    /// <param name="device">Where the plan runs.</param>
    /// <param name="graph">One sample's forward pass.</param>
    /// <param name="budgetBytes">Memory for activations and scratch; weights are not counted. A strip plan takes at least a few rows of each map.</param>
    /// <param name="temporaryFolder">Where files go; the system's temporary folder by default.</param>
    /// <exception cref="NotSupportedException">The graph does not fit and the device has no strips.</exception>
    public static Plan CompileWithin(this Device device, Graph graph, long budgetBytes, string? temporaryFolder = null)
    {
        PlanMemory memory = device.Measure(graph);
        long neededBytes = memory.TotalBytes - memory.WeightBytes;
        if (neededBytes <= budgetBytes)
        {
            return device.Compile(graph);
        }

        return device is CpuDevice processor
            ? new StripPlan(processor, graph, budgetBytes, temporaryFolder ?? Path.GetTempPath())
            : throw new NotSupportedException(
                $"The network takes {neededBytes >> 20} MiB, of which {budgetBytes >> 20} MiB are allowed, and {device.GetType().Name} cannot work in strips. Allow more memory, or use the processor.");
    }
}
