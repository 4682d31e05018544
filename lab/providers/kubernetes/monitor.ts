import { credentials } from "@grpc/grpc-js";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { encode, type Path, type Properties } from "../core/values";

/** A resource that a component consists of. */
export interface Child {
  type: string;
  name: string;
  inputs: Properties;
  secrets: Path[];
  /** URNs of what it needs. */
  needs: string[];
  /** Whether it outlives the component. */
  keep: boolean;
}

/** What the engine made of a child. */
export interface Registered {
  urn: string;
  /** Empty at a preview. */
  id: string;
}

const largestMessage = 400 * 1024 * 1024;

/**
 * Registers a component and what it consists of with the engine that asked for it. It speaks to the engine directly, because
 * the SDK keeps the engine's address in a variable of the process, and one provider constructs several components at once.
 */
export class Monitor {
  private readonly client: ResourceMonitorClient;

  /**
   * @param request What the engine asks for.
   * @param version The provider's version, so that the children get the same one.
   */
  constructor(
    private readonly request: ConstructRequest,
    private readonly version: string,
  ) {
    this.client = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure(), {
      "grpc.max_receive_message_length": largestMessage,
      "grpc.max_send_message_length": largestMessage,
    });
  }

  /** Registers the component itself. @returns Its URN. */
  async registerComponent(): Promise<string> {
    const { request } = this;
    const message = new RegisterResourceRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setParent(request.getParent())
      .setCustom(false)
      .setObject(encode({}))
      .setDependenciesList(request.getDependenciesList())
      .setAliasesList(request.getAliasesList())
      .setAliasspecs(true)
      .setDeletedwith(request.getDeletedwith());
    const protect = request.getProtect();
    if (protect !== undefined) message.setProtect(protect);
    request.getProvidersMap().forEach((reference, name) => message.getProvidersMap().set(name, reference));
    return (await this.register(message)).urn;
  }

  /** Registers a child, which creates, updates or previews it. */
  async registerChild({ type, name, inputs, secrets, needs, keep }: Child, parent: string): Promise<Registered> {
    const message = new RegisterResourceRequest()
      .setType(type)
      .setName(name)
      .setParent(parent)
      .setCustom(true)
      .setObject(encode(inputs, secrets))
      .setProvider(this.request.getProvidersMap().get("kubernetes") ?? "")
      .setVersion(this.version)
      .setDependenciesList(needs)
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSupportspartialvalues(true);
    if (keep) message.setRetainondelete(true);
    return this.register(message);
  }

  /** Ends the connection. */
  close(): void {
    this.client.close();
  }

  private register(message: RegisterResourceRequest): Promise<Registered> {
    return new Promise((resolve, reject) => {
      this.client.registerResource(message, (error, response) => {
        // The engine has told the user what is wrong with the child.
        if (error)
          reject(new Error(`${message.getType()} "${message.getName()}" was not registered: ${error.details}`));
        else resolve({ urn: response.getUrn(), id: response.getId() });
      });
    });
  }
}
