package federation

import (
	"fmt"
	"slices"

	"github.com/nats-io/jwt/v2"

	"github.com/lernverbund/lernverbund/pkg/event"
)

// Names of the accounts that are no Land's.
const (
	SystemAccount = "SYS" // NATS itself: here tokens are pushed
	HubAccount    = "HUB" // LOG, QUARANTINE, REDACTED and the requests to the hub
)

// Role names a set of rights in an account; each role has its own signing key.
type Role string

// The roles. Only the hub's own process holds users of RoleHub.
const (
	RoleHub      Role = "hub"      // the hub's own connections: everything, in process only
	RoleSystem   Role = "system"   // one system of a Land
	RoleLand     Role = "land"     // all systems of a Land
	RoleLeaf     Role = "leaf"     // a leaf node of a Land
	RoleClerk    Role = "clerk"    // makes the consumer of a new credential; signed for a minute
	RoleOperator Role = "operator" // in the account HUB: reads, and operates the hub
	RolePusher   Role = "pusher"   // in the account SYS: pushes tokens; signed for a minute
)

const (
	accountTag = "{{account-name()}}"
	nameTag    = "{{name()}}"
)

// rolesOf are the roles of an account, by its name.
func rolesOf(account string) []Role {
	switch account {
	case SystemAccount:
		return []Role{RolePusher}
	case HubAccount:
		return []Role{RoleHub, RoleOperator}
	default:
		return []Role{RoleHub, RoleSystem, RoleLand, RoleLeaf, RoleClerk}
	}
}

// handedOut are the roles of credentials that leave the hub; revoking a whole
// Land makes new keys for them.
var handedOut = []Role{RoleSystem, RoleLand, RoleLeaf}

// template is what the users of a role may do. {{account-name()}} is the
// Land's code and {{name()}} the system's name; the server fills them in.
func template(role Role) jwt.UserPermissionLimits {
	t := jwt.NewUserScope().Template
	t.AllowedConnectionTypes = jwt.StringList{jwt.ConnectionTypeStandard}
	switch role {
	case RoleHub:
		t.AllowedConnectionTypes = jwt.StringList{jwt.ConnectionTypeInProcess}
	case RoleSystem:
		allow(&t, publishing(nameTag, nameTag), []string{
			"_INBOX_" + accountTag + "_" + nameTag + ".>",
			"receipts." + accountTag + "." + nameTag + ".>",
		})
	case RoleLand:
		allow(&t, publishing("*", LandWide), []string{
			"_INBOX_" + accountTag + "_" + LandWide + ".>",
			"receipts." + accountTag + ".>",
		})
	case RoleLeaf:
		t.AllowedConnectionTypes = jwt.StringList{jwt.ConnectionTypeLeafnode}
		allow(&t, []string{"_INBOX_hub.>"}, leafAnswers())
	case RoleClerk:
		t.AllowedConnectionTypes = append(t.AllowedConnectionTypes, jwt.ConnectionTypeInProcess)
		allow(&t, []string{
			"$JS.API.CONSUMER.CREATE.RECEIPTS." + nameTag + ".receipts." + accountTag + "." + nameTag + ".>",
			"$JS.API.CONSUMER.CREATE.RECEIPTS." + LandWide + ".receipts." + accountTag + ".>",
		}, []string{"_INBOX_" + accountTag + "_clerk.>"})
	case RoleOperator:
		allow(&t, operating(), []string{"_INBOX_hub_" + nameTag + ".>"})
	case RolePusher:
		t.AllowedConnectionTypes = append(t.AllowedConnectionTypes, jwt.ConnectionTypeInProcess)
		allow(&t, []string{"$SYS.REQ.ACCOUNT.*.CLAIMS.UPDATE"}, []string{"_INBOX_pusher.>"})
	}
	return t
}

func allow(t *jwt.UserPermissionLimits, publish, subscribe []string) {
	t.Pub.Allow = jwt.StringList(publish)
	t.Sub.Allow = jwt.StringList(subscribe)
}

// publishing are the subjects under which a system (a name or "*") publishes.
// The facts are written out: a wildcard there would let literal "*" and endless
// new subjects through.
func publishing(system, consumer string) []string {
	var list []string
	for _, t := range event.Types() {
		noun, fact, _ := t.Split()
		list = append(list, fmt.Sprintf("laender.%s.%s.%s.%s", accountTag, system, noun, fact))
	}
	published := fmt.Sprintf("published.%s.%s.*", accountTag, system)
	return slices.Concat(list, []string{
		fmt.Sprintf("laender.%s.%s.batch", accountTag, system),
		published,
		DirectGet(published),
		"$JS.API.CONSUMER.INFO." + Receipts + "." + consumer,
		"$JS.API.CONSUMER.MSG.NEXT." + Receipts + "." + consumer,
		"$JS.ACK." + Receipts + "." + consumer + ".>",
	})
}

// leafAnswers is what the hub may ask of a Land's own server.
func leafAnswers() []string {
	list := []string{"$JS.ACK.OUTBOX." + IntakeConsumer + ".>", "receipts." + accountTag + ".>"}
	for _, verb := range []string{"MSG.NEXT", "INFO", "RESET", "DELETE", "CREATE"} {
		list = append(list, "$JS."+accountTag+".API.CONSUMER."+verb+".OUTBOX."+IntakeConsumer)
	}
	return append(list, "$JS."+accountTag+".API.STREAM.INFO.OUTBOX", "$JS."+accountTag+".API.STREAM.MSG.GET.OUTBOX")
}

// operating is what the operator's credential may send: reads of the hub's
// streams and requests to the hub, nothing that alters a stream.
func operating() []string {
	list := []string{"hub.request.>"}
	for _, s := range []string{Log, Quarantine, Redacted} {
		list = append(list,
			"$JS.API.STREAM.INFO."+s,
			"$JS.API.STREAM.MSG.GET."+s,
			"$JS.API.DIRECT.GET."+s,
			"$JS.API.DIRECT.GET."+s+".>",
			"$JS.API.CONSUMER.CREATE."+s+".>",
			"$JS.API.CONSUMER.INFO."+s+".*",
			"$JS.API.CONSUMER.MSG.NEXT."+s+".*",
		)
	}
	return list
}
